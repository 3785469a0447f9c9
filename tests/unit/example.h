/* SPDX-License-Identifier: GPL-2.0-only */
/* The example of build_blob.h as a proven policy, anew for each test, which may change its parts. */
#ifndef XENON_UNIT_EXAMPLE_H
#define XENON_UNIT_EXAMPLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>
#include "tests/unit/build_blob.h"

extern struct parts parts;
extern struct msm_policy policy; /* of the parts, when they were opened last */

/* Makes the parts a blob and proves it. */
void open_parts(void);

int set_up(void **state);
int tear_down(void **state);

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
