/* SPDX-License-Identifier: GPL-2.0-only */
/* cmocka with what it needs before it, and checks that these tests share. */
#ifndef XENON_TESTS_RUNTIME_CHECK_H
#define XENON_TESTS_RUNTIME_CHECK_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#define assert_holds(text, part)                                                                             \
    do {                                                                                                     \
        if (!strstr((text), (part)))                                                                         \
            fail_msg("`%s` isn't in:\n%s", (part), (text));                                                  \
    } while (0)

#endif
