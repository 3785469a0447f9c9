/* SPDX-License-Identifier: GPL-2.0-only */
/* The core's <string.h> inside Xen, which has no C library. */
#include <xen/string.h>
