/* SPDX-License-Identifier: GPL-2.0-only */
/* Prints why the core refuses blobs, a reason a line, for comparison with the manual. */
#include <stdio.h>
#include "msm.h"

int main(void)
{
    for (int fault = MSM_OK + 1; fault < MSM_FAULTS; fault++)
        puts(msm_fault_text((enum msm_fault)fault));
    return 0;
}
