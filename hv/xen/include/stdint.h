/* SPDX-License-Identifier: GPL-2.0-only */
/* The core's <stdint.h> inside Xen, which has no C library. */
#include <xen/types.h>

#ifndef UINT16_MAX
#define UINT16_MAX ((uint16_t)~0U)
#endif
#ifndef UINT32_MAX
#define UINT32_MAX (~0U)
#endif
#ifndef UINT64_MAX
#define UINT64_MAX (~0ULL)
#endif
#ifndef UINT64_C
#define UINT64_C(value) value##ULL
#endif
