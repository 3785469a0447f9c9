/* SPDX-License-Identifier: GPL-2.0-only */
/* What comes before and after a test of the example. */
#include "tests/unit/example.h"

struct parts parts;
struct msm_policy policy;
static uint8_t *blob;

void open_parts(void)
{
    struct msm_where where;
    uint32_t size;

    free(blob);
    blob = parts_assemble(&parts, &size);
    assert_int_equal(msm_open(&policy, blob, size, &where), MSM_OK);
}

int set_up(void **state)
{
    (void)state;
    parts_example(&parts);
    open_parts();
    return 0;
}

int tear_down(void **state)
{
    (void)state;
    free(blob);
    blob = NULL;
    return 0;
}
