/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tests of refusals share: the example's parts, changed by a test and expected to be refused for a
 * certain reason at a certain place, or to be sound.
 */
#ifndef XENON_REFUSAL_H
#define XENON_REFUSAL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "tests/unit/build_blob.h"

extern struct parts parts;               /* the example, made anew before each test */
extern bool refusal_seen[MSM_FAULTS];    /* the faults that some test has met */
extern int refusal_set_up(void **state); /* cmocka's, of every test */

/* The bytes, copied to a buffer of that size so that reading beyond them is caught, are refused for this. */
void expect(const void *bytes, size_t size, enum msm_fault fault, uint32_t section, size_t offset);

/* The parts as they are now are sound, or refused for what is at this place among the section's entries. */
void expect_sound(void);
void expect_parts(enum msm_fault fault, enum blob_section_kind section, const void *at);

/* The parts as they are now are refused because nothing points to the last entry of the section. */
void expect_unused(enum blob_section_kind section);

/* Adds domains, with names that come after the example's, until there are `total`. */
void add_domains(uint32_t total);

/* The parts are refused as `fault` at `at` when the field has this value; then it gets back what it had. */
void expect_field(void *field, size_t size, uint64_t value, enum msm_fault fault,
                  enum blob_section_kind section, const void *at);

/* The parts are sound when the field has this value; then it gets back what it had. */
void expect_accepted(void *field, size_t size, uint64_t value);

#define REFUSED_AT(field, value, fault, section, at)                                                         \
    expect_field(&(field), sizeof(field), (uint64_t)(value), fault, section, &(at))
#define REFUSED(field, value, fault, section) REFUSED_AT(field, value, fault, section, field)
#define ACCEPTED(field, value)                expect_accepted(&(field), sizeof(field), (uint64_t)(value))

#define TEST(name) cmocka_unit_test_setup(name, refusal_set_up)

/* A file of tests each. Return how many failed. */
int refuse_profiles(void);
int refuse_terms(void);
int refuse_domains(void);
int refuse_relations(void);

#endif
