/* SPDX-License-Identifier: GPL-2.0-only */
/* The core's <stddef.h> inside Xen, which has no C library. */
#include <xen/types.h>
#include <xen/lib.h>
