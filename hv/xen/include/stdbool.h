/* SPDX-License-Identifier: GPL-2.0-only */
/* The core's <stdbool.h> inside Xen, which has no C library. */
#include <xen/stdbool.h>
