/* SPDX-License-Identifier: GPL-2.0-only */
/* Opens the parts as a test has changed them. See refusal.h. */
#include <stdio.h>
#include "tests/unit/refusal.h"

struct parts parts;
bool refusal_seen[MSM_FAULTS];

int refusal_set_up(void **state)
{
    (void)state;
    parts_example(&parts);
    return 0;
}

static struct msm_where open_copy(const void *bytes, size_t size)
{
    struct msm_policy policy, untouched;
    struct msm_where where = {.fault = MSM_FAULTS, .section = 99, .offset = 99};
    void *copy = malloc(size ? size : 1);
    enum msm_fault fault;

    assert_non_null(copy);
    memcpy(copy, bytes, size);
    memset(&policy, 0x5a, sizeof(policy));
    untouched = policy;
    fault = msm_open(&policy, copy, size, &where);
    assert_int_equal(fault, where.fault);
    if (fault == MSM_OK)
        assert_ptr_equal(policy.header, copy);
    else
        assert_memory_equal(&policy, &untouched, sizeof(policy));
    assert_true(fault < MSM_FAULTS);
    refusal_seen[fault] = true;
    free(copy);
    return where;
}

void expect(const void *bytes, size_t size, enum msm_fault fault, uint32_t section, size_t offset)
{
    struct msm_where where = open_copy(bytes, size);

    assert_string_equal(msm_fault_text(where.fault), msm_fault_text(fault));
    assert_string_equal(msm_section_name(where.section), msm_section_name(section));
    assert_int_equal(where.offset, offset);
}

void expect_parts(enum msm_fault fault, enum blob_section_kind section, const void *at)
{
    size_t offset = (size_t)((const uint8_t *)at - (const uint8_t *)parts_entries(&parts, section));
    uint32_t size;
    uint8_t *blob = parts_assemble(&parts, &size);

    expect(blob, size, fault, section, ((struct blob_header *)blob)->section[section].offset + offset);
    free(blob);
}

void expect_sound(void)
{
    uint32_t size;
    uint8_t *blob = parts_assemble(&parts, &size);

    expect(blob, size, MSM_OK, BLOB_NONE, 0);
    free(blob);
}

void expect_unused(enum blob_section_kind section)
{
    size_t entry = offsetof(struct blob_header, section) + section * sizeof(struct blob_section);
    uint32_t size;
    uint8_t *blob = parts_assemble(&parts, &size);

    expect(blob, size, MSM_VALUE, section, entry + offsetof(struct blob_section, count));
    free(blob);
}

void add_domains(uint32_t total)
{
    struct blob_domain domain = parts.domains[DOMAIN_ANY];
    char name[BLOB_MAX_NAME + 1];

    while (parts.count[BLOB_DOMAINS] < total) {
        snprintf(name, sizeof(name), "x-%05u", (unsigned int)parts.count[BLOB_DOMAINS]);
        domain.name = parts_string(&parts, name);
        parts_add(&parts, BLOB_DOMAINS, &domain);
    }
}

void expect_field(void *field, size_t size, uint64_t value, enum msm_fault fault,
                  enum blob_section_kind section, const void *at)
{
    uint64_t old = 0;

    memcpy(&old, field, size);
    memcpy(field, &value, size);
    expect_parts(fault, section, at);
    memcpy(field, &old, size);
}

void expect_accepted(void *field, size_t size, uint64_t value)
{
    uint64_t old = 0;

    memcpy(&old, field, size);
    memcpy(field, &value, size);
    expect_sound();
    memcpy(field, &old, size);
}
