/* SPDX-License-Identifier: GPL-2.0-only */
/* The words for faults and sections: one each, none twice, and none missing when a value is new. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "msm.h"

static void every_fault_has_its_own_text(void **state)
{
    (void)state;
    for (int i = 0; i < MSM_FAULTS; i++) {
        const char *text = msm_fault_text((enum msm_fault)i);

        assert_in_range(strlen(text), 15, 79);
        assert_int_not_equal(text[strlen(text) - 1], '.');
        for (int j = 0; j < i; j++)
            assert_string_not_equal(text, msm_fault_text((enum msm_fault)j));
    }
}

/* The number may come from a hypervisor that is newer than the tool. */
static void unknown_fault_has_a_text(void **state)
{
    (void)state;
    assert_non_null(strstr(msm_fault_text(MSM_FAULTS), "does not know"));
    assert_non_null(strstr(msm_fault_text((enum msm_fault)0x7fffffff), "does not know"));
}

static void sections_have_names(void **state)
{
    static const char *const names[BLOB_SECTIONS] = {
        "policy",  "strings", "files",       "rules",    "profiles", "spans",
        "targets", "rates",   "actions",     "domains",  "uuids",    "limits",
        "members", "sets",    "connections", "networks", "services", "devices"};

    (void)state;
    for (uint32_t i = 0; i < BLOB_SECTIONS; i++)
        assert_string_equal(msm_section_name(i), names[i]);
    assert_string_equal(msm_section_name(BLOB_NONE), "header");
    assert_string_equal(msm_section_name(BLOB_SECTIONS), "unknown section");
    assert_string_equal(msm_section_name(BLOB_NONE - 1), "unknown section");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_has_its_own_text),
        cmocka_unit_test(unknown_fault_has_a_text),
        cmocka_unit_test(sections_have_names),
    };

    return cmocka_run_group_tests_name("fault", tests, NULL, NULL);
}
