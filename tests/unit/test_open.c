/* SPDX-License-Identifier: GPL-2.0-only */
/* Every reason for which msm_open() refuses a blob, with the section and offset that it must name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "tests/unit/build_blob.h"

#define HEADER(field) offsetof(struct blob_header, field)
#define SECTION(kind, field)                                                                                 \
    (HEADER(section) + (kind) * sizeof(struct blob_section) + offsetof(struct blob_section, field))
/* Where in its section a field of an entry is. */
#define ENTRY(type, index, field) ((index) * sizeof(struct type) + offsetof(struct type, field))

static struct parts parts;        /* the example, made anew before each test */
static bool was_seen[MSM_FAULTS]; /* the faults that some test has met */

static int set_up(void **state)
{
    (void)state;
    parts_example(&parts);
    return 0;
}

/* Opens `size` bytes copied to a buffer of that size, so that reading beyond them is caught. */
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
    was_seen[fault] = true;
    free(copy);
    return where;
}

static void expect(const void *bytes, size_t size, enum msm_fault fault, uint32_t section, size_t offset)
{
    struct msm_where where = open_copy(bytes, size);

    assert_string_equal(msm_fault_text(where.fault), msm_fault_text(fault));
    assert_string_equal(msm_section_name(where.section), msm_section_name(section));
    assert_int_equal(where.offset, offset);
}

/* The parts as they are now are refused for what is `offset` bytes into `section`. */
static void expect_parts(enum msm_fault fault, uint32_t section, size_t offset)
{
    uint32_t size;
    uint8_t *blob = parts_assemble(&parts, &size);

    expect(blob, size, fault, section, ((struct blob_header *)blob)->section[section].offset + offset);
    free(blob);
}

static void expect_sound(void)
{
    uint32_t size;
    uint8_t *blob = parts_assemble(&parts, &size);

    expect(blob, size, MSM_OK, BLOB_SECTIONS, 0);
    free(blob);
}

/* A sealed blob with this word at `offset` is refused for that word. */
static void expect_word(size_t offset, uint32_t word, enum msm_fault fault, uint32_t section)
{
    uint32_t size;
    uint8_t *blob = parts_assemble(&parts, &size);

    memcpy(blob + offset, &word, sizeof(word));
    blob_reseal(blob, size);
    expect(blob, size, fault, section, offset);
    free(blob);
}

static void example_is_sound(void **state)
{
    (void)state;
    expect_sound();
}

static void sizes(void **state)
{
    uint8_t *huge = calloc(1, BLOB_MAX_SIZE + 1), *blob;
    uint32_t size;

    (void)state;
    assert_non_null(huge);
    expect(huge, 0, MSM_NO_POLICY, BLOB_SECTIONS, 0);
    expect(huge, BLOB_MAX_SIZE + 1, MSM_TOO_LARGE, BLOB_SECTIONS, BLOB_MAX_SIZE);
    expect(huge, BLOB_MAX_SIZE, MSM_NOT_A_POLICY, BLOB_SECTIONS, HEADER(magic));
    blob = parts_assemble(&parts, &size);
    expect(blob, 1, MSM_TRUNCATED, BLOB_SECTIONS, 1);
    expect(blob, sizeof(struct blob_header) - 1, MSM_TRUNCATED, BLOB_SECTIONS,
           sizeof(struct blob_header) - 1);
    expect(blob, sizeof(struct blob_header), MSM_TRUNCATED, BLOB_SECTIONS, sizeof(struct blob_header));
    expect(blob, size - 1, MSM_TRUNCATED, BLOB_SECTIONS, size - 1);
    memcpy(huge, blob, size);
    expect(huge, size + 1, MSM_TRAILING, BLOB_SECTIONS, size);
    free(blob);
    free(huge);
}

/* A header that says less than itself must not make the digest run backwards. */
static void tiny_stated_size(void **state)
{
    uint32_t size, stated = 1;
    uint8_t *blob = parts_assemble(&parts, &size);

    (void)state;
    memcpy(blob + HEADER(size), &stated, sizeof(stated));
    expect(blob, size, MSM_TRAILING, BLOB_SECTIONS, stated);
    free(blob);
}

static void header_fields(void **state)
{
    (void)state;
    expect_word(HEADER(magic), BLOB_MAGIC ^ 1, MSM_NOT_A_POLICY, BLOB_SECTIONS);
    expect_word(HEADER(target_size), 9, MSM_NOT_A_POLICY, BLOB_SECTIONS);
    expect_word(HEADER(target), 0, MSM_NOT_A_POLICY, BLOB_SECTIONS);
    expect_word(HEADER(format), BLOB_FORMAT + 1, MSM_FORMAT, BLOB_SECTIONS);
    expect_word(HEADER(table), 0, MSM_OTHER_TABLE, BLOB_SECTIONS);
    expect_word(HEADER(operations), MSM_OPERATIONS - 1, MSM_OTHER_TABLE, BLOB_SECTIONS);
    expect_word(HEADER(sections), BLOB_SECTIONS - 1, MSM_SECTION, BLOB_SECTIONS);
}

static void digest(void **state)
{
    uint32_t size;
    uint8_t *blob = parts_assemble(&parts, &size);

    (void)state;
    blob[HEADER(digest) + 31] ^= 0x80;
    expect(blob, size, MSM_DIGEST, BLOB_SECTIONS, HEADER(digest));
    blob[HEADER(digest) + 31] ^= 0x80;
    blob[size - 1] ^= 1;
    expect(blob, size, MSM_DIGEST, BLOB_SECTIONS, HEADER(digest));
    free(blob);
}

static void section_table(void **state)
{
    (void)state;
    for (uint32_t kind = 0; kind < BLOB_SECTIONS; kind++) {
        expect_word(SECTION(kind, kind), kind + 1, MSM_SECTION, kind);
        expect_word(SECTION(kind, offset), 0, MSM_SECTION, kind);
        expect_word(SECTION(kind, offset), UINT32_MAX, MSM_SECTION, kind);
        expect_word(SECTION(kind, size), UINT32_MAX, MSM_SECTION, kind);
        expect_word(SECTION(kind, count), UINT32_MAX, MSM_SECTION, kind);
    }
}

/* count * entry size is the true size again when it is cut to 32 bits. */
static void count_that_overflows(void **state)
{
    (void)state;
    _Static_assert(sizeof(struct blob_domain) == 16, "2^28 entries more are 2^32 bytes more");
    expect_word(SECTION(BLOB_DOMAINS, count), parts.count[BLOB_DOMAINS] + (1u << 28), MSM_SECTION,
                BLOB_DOMAINS);
}

static void one_policy(void **state)
{
    uint32_t size;
    uint8_t *blob;

    (void)state;
    for (uint32_t count = 0; count <= 2; count += 2) {
        parts.count[BLOB_POLICY] = count;
        blob = parts_assemble(&parts, &size);
        expect(blob, size, MSM_SECTION, BLOB_POLICY, SECTION(BLOB_POLICY, count));
        free(blob);
    }
}

/* Sealed and laid out rightly, but with nothing inside. */
static void header_alone(void **state)
{
    uint32_t size;
    uint8_t *blob;

    (void)state;
    memset(parts.count, 0, sizeof(parts.count));
    blob = parts_assemble(&parts, &size);
    assert_int_equal(size, sizeof(struct blob_header));
    expect(blob, size, MSM_SECTION, BLOB_POLICY, SECTION(BLOB_POLICY, count));
    free(blob);
}

static void bytes_behind_the_last_section(void **state)
{
    uint32_t size;
    uint8_t *blob = parts_assemble(&parts, &size), *longer = calloc(1, size + 8);

    (void)state;
    assert_non_null(longer);
    memcpy(longer, blob, size);
    ((struct blob_header *)longer)->size = size + 8;
    blob_reseal(longer, size + 8);
    expect(longer, size + 8, MSM_SECTION, BLOB_SECTIONS, HEADER(size));
    free(blob);
    free(longer);
}

static void padding(void **state)
{
    const struct blob_section *strings;
    uint32_t size, end;
    uint8_t *blob;

    (void)state;
    while (parts.count[BLOB_STRINGS] % 8 != 3)
        parts_string(&parts, "");
    blob = parts_assemble(&parts, &size);
    strings = &((struct blob_header *)blob)->section[BLOB_STRINGS];
    end = strings->offset + strings->size;
    for (uint32_t at = end; at < end + 5; at++) {
        blob[at] = 1;
        blob_reseal(blob, size);
        expect(blob, size, MSM_PADDING, BLOB_FILES, at);
        blob[at] = 0;
    }
    free(blob);
    expect_sound();
    parts.domains[1].reserved = 1;
    expect_parts(MSM_PADDING, BLOB_DOMAINS, ENTRY(blob_domain, 1, reserved));
}

static void string_bounds(void **state)
{
    uint32_t size = parts.count[BLOB_STRINGS];

    (void)state;
    parts.strings[0] = 'x';
    expect_parts(MSM_STRING, BLOB_STRINGS, 0);
    parts.strings[0] = 0;
    parts.strings[size - 1] = 'x';
    expect_parts(MSM_STRING, BLOB_STRINGS, size - 1);
    parts.count[BLOB_STRINGS] = 0;
    expect_parts(MSM_STRING, BLOB_STRINGS, 0);
}

/* A string of the section, first accepted or refused for the byte at `offset` in it. */
static void expect_text(const char *text, enum msm_fault fault, size_t offset)
{
    uint32_t before = parts.count[BLOB_STRINGS], at = parts_string(&parts, text);

    if (fault == MSM_OK)
        expect_sound();
    else
        expect_parts(fault, BLOB_STRINGS, at + offset);
    parts.count[BLOB_STRINGS] = before;
}

static void string_text(void **state)
{
    static const char *const refused[] = {
        "\n",
        "\x1b[2J",
        "\x7f",
        "\xc2\x85",
        "\x80",
        "\xbf",
        "\xc0\x80",
        "\xc1\xbf",
        "\xe0\x80\x80",
        "\xe0\x9f\xbf",
        "\xed\xa0\x80",
        "\xed\xbf\xbf",
        "\xf0\x8f\xbf\xbf",
        "\xf4\x90\x80\x80",
        "\xf8\x88\x80\x80\x80",
        "\xff",
        "\xc3",
        "\xe2\x82",
        "\xf0\x9f\x92",
        "\xbf\x80",
        "\xfc\x80\x80\x80",
    };
    static const char *const accepted[] = {
        " ",
        "~",
        "\xc2\xa0",
        "\xdf\xbf",
        "\xe0\xa0\x80",
        "\xed\x9f\xbf",
        "\xee\x80\x80",
        "\xef\xbf\xbf",
        "\xf0\x90\x80\x80",
        "\xf4\x8f\xbf\xbf",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
        expect_text(refused[i], MSM_STRING, 0);
    for (size_t i = 0; i < sizeof(accepted) / sizeof(*accepted); i++)
        expect_text(accepted[i], MSM_OK, 0);
    expect_text("ab\xc3(", MSM_STRING, 2);
}

/* A character that is cut by the section's end must not be read beyond it. */
static void character_cut_by_the_end(void **state)
{
    uint32_t end = parts.count[BLOB_STRINGS];

    (void)state;
    parts_string(&parts, "\xf0");
    expect_parts(MSM_STRING, BLOB_STRINGS, end);
}

/* `name` must refuse what is no string, and what is none of its own. */
static void expect_name(uint32_t *name, uint32_t section, size_t offset)
{
    uint32_t right = *name, wrong[] = {0, right + 1, UINT32_MAX, parts_string(&parts, "")};

    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        *name = wrong[i];
        expect_parts(MSM_STRING, section, offset);
    }
    *name = right;
    expect_sound();
}

static void names(void **state)
{
    (void)state;
    expect_name(&parts.policy[0].name, BLOB_POLICY, ENTRY(blob_policy, 0, name));
    expect_name(&parts.files[0].name, BLOB_FILES, ENTRY(blob_file, 0, name));
    expect_name(&parts.profiles[1].name, BLOB_PROFILES, ENTRY(blob_profile, 1, name));
    expect_name(&parts.domains[2].name, BLOB_DOMAINS, ENTRY(blob_domain, 2, name));
}

/* The byte behind the strings is the next section's, and belongs to no name. */
static void name_behind_the_strings(void **state)
{
    (void)state;
    while (parts.count[BLOB_STRINGS] % 8)
        parts_string(&parts, "");
    assert_int_not_equal(parts.files[0].name & 0xff, 0);
    parts.policy[0].name = parts.count[BLOB_STRINGS];
    expect_parts(MSM_STRING, BLOB_POLICY, ENTRY(blob_policy, 0, name));
}

static void name_lengths(void **state)
{
    static const char longest[] = "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
                      too_long[] = "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww";

    (void)state;
    assert_int_equal(strlen(longest), BLOB_MAX_NAME);
    assert_int_equal(strlen(too_long), BLOB_MAX_NAME + 1);
    parts.domains[2].name = parts.profiles[1].name = parts_string(&parts, longest);
    expect_sound();
    parts.domains[2].name = parts_string(&parts, too_long);
    expect_parts(MSM_STRING, BLOB_DOMAINS, ENTRY(blob_domain, 2, name));
    parts.profiles[1].name = parts.domains[2].name;
    expect_parts(MSM_STRING, BLOB_PROFILES, ENTRY(blob_profile, 1, name));
}

static void text_lengths(void **state)
{
    char text[BLOB_MAX_TEXT + 2];

    (void)state;
    memset(text, 'w', sizeof(text));
    text[BLOB_MAX_TEXT] = 0;
    parts.policy[0].name = parts.files[0].name = parts_string(&parts, text);
    expect_sound();
    text[BLOB_MAX_TEXT] = 'w';
    text[BLOB_MAX_TEXT + 1] = 0;
    parts.files[0].name = parts_string(&parts, text);
    expect_parts(MSM_STRING, BLOB_FILES, ENTRY(blob_file, 0, name));
    parts.policy[0].name = parts.files[0].name;
    parts.files[0].name = parts.profiles[0].name;
    expect_parts(MSM_STRING, BLOB_POLICY, ENTRY(blob_policy, 0, name));
}

static void name_order(void **state)
{
    uint32_t web = parts.domains[2].name, host = parts.profiles[1].name;

    (void)state;
    parts.domains[2].name = parts.domains[1].name;
    expect_parts(MSM_ORDER, BLOB_DOMAINS, ENTRY(blob_domain, 2, name));
    parts.domains[2].name = parts_string(&parts, "an");
    expect_parts(MSM_ORDER, BLOB_DOMAINS, ENTRY(blob_domain, 2, name));
    parts.domains[2].name = parts_string(&parts, "any-");
    expect_sound();
    parts.domains[2].name = parts_string(&parts, "\xc3\xa9t\xc3\xa9"); /* bytes are compared as unsigned */
    expect_sound();
    parts.domains[2].name = web;
    parts.profiles[1].name = parts.profiles[0].name;
    expect_parts(MSM_ORDER, BLOB_PROFILES, ENTRY(blob_profile, 1, name));
    parts.profiles[1].name = host;
    expect_sound();
}

static void rules(void **state)
{
    (void)state;
    parts.rules[3].line = 0;
    expect_parts(MSM_VALUE, BLOB_RULES, ENTRY(blob_rule, 3, line));
    parts.rules[2].column = 0;
    expect_parts(MSM_VALUE, BLOB_RULES, ENTRY(blob_rule, 2, column));
    parts.rules[1].file = 1;
    expect_parts(MSM_INDEX, BLOB_RULES, ENTRY(blob_rule, 1, file));
    parts.rules[0].effect = BLOB_DECLARED + 1;
    expect_parts(MSM_VALUE, BLOB_RULES, ENTRY(blob_rule, 0, effect));
}

static void declarations(void **state)
{
    (void)state;
    parts.domains[1].rule = parts.count[BLOB_RULES];
    expect_parts(MSM_INDEX, BLOB_DOMAINS, ENTRY(blob_domain, 1, rule));
    parts.domains[1].rule = RULE_ALLOW;
    expect_parts(MSM_VALUE, BLOB_DOMAINS, ENTRY(blob_domain, 1, rule));
    parts.profiles[1].rule = parts.count[BLOB_RULES];
    expect_parts(MSM_INDEX, BLOB_PROFILES, ENTRY(blob_profile, 1, rule));
    parts.profiles[1].rule = RULE_DENY;
    expect_parts(MSM_VALUE, BLOB_PROFILES, ENTRY(blob_profile, 1, rule));
}

/* The operation that nothing may allow or quieten: what no hypercall has, and every hole. */
static void unknown_operations(void **state)
{
    unsigned int operation;

    (void)state;
    for (operation = 0; operation < BLOB_WORDS * 64; operation++) {
        uint64_t *allowed = &parts.profiles[0].allowed[operation / 64],
                 *quiet = &parts.profiles[0].quiet[operation / 64];
        uint64_t bit = UINT64_C(1) << operation % 64;

        if (msm_known[operation / 64] & bit)
            continue;
        *allowed |= bit;
        expect_parts(MSM_VALUE, BLOB_PROFILES, ENTRY(blob_profile, 0, allowed) + operation / 64 * 8);
        *allowed &= ~bit;
        *quiet |= bit;
        expect_parts(MSM_VALUE, BLOB_PROFILES, ENTRY(blob_profile, 0, quiet) + operation / 64 * 8);
        *quiet &= ~bit;
    }
    assert_int_equal(msm_known[0] & 1, 0);
    expect_sound();
}

static void allowed_and_quiet(void **state)
{
    unsigned int send = msm_operation(EVENT_CHANNEL_OP, SEND);

    (void)state;
    parts.profiles[0].quiet[send / 64] |= UINT64_C(1) << send % 64;
    expect_parts(MSM_CONTRADICTION, BLOB_PROFILES, ENTRY(blob_profile, 0, quiet) + send / 64 * 8);
}

static void entry_mask(void **state)
{
    (void)state;
    for (unsigned int n = 0; n < MSM_HYPERCALLS; n++) {
        parts.profiles[0].entry ^= UINT64_C(1) << n;
        expect_parts(MSM_CONTRADICTION, BLOB_PROFILES, ENTRY(blob_profile, 0, entry));
        parts.profiles[0].entry ^= UINT64_C(1) << n;
    }
    expect_sound();
}

static void owners_of_spans(void **state)
{
    struct blob_profile *guest = &parts.profiles[0], *host = &parts.profiles[1];

    (void)state;
    host->first_span++;
    expect_parts(MSM_VALUE, BLOB_PROFILES, ENTRY(blob_profile, 1, first_span));
    host->first_span -= 2;
    expect_parts(MSM_VALUE, BLOB_PROFILES, ENTRY(blob_profile, 1, first_span));
    host->first_span++;
    host->spans++;
    expect_parts(MSM_INDEX, BLOB_PROFILES, ENTRY(blob_profile, 1, spans));
    host->spans = UINT32_MAX;
    expect_parts(MSM_INDEX, BLOB_PROFILES, ENTRY(blob_profile, 1, spans));
    host->spans = 0;
    expect_parts(MSM_VALUE, BLOB_PROFILES, ENTRY(blob_profile, 1, spans));
    parts_derive(&parts, 0);
    parts.count[BLOB_SPANS]++;
    expect_parts(MSM_VALUE, BLOB_SPANS, ENTRY(blob_span, parts.count[BLOB_SPANS] - 1, first));
    guest->spans = 0;
    expect_parts(MSM_VALUE, BLOB_PROFILES, ENTRY(blob_profile, 0, spans));
}

static void starts_of_spans(void **state)
{
    (void)state;
    parts.spans[0].first = 1;
    expect_parts(MSM_VALUE, BLOB_SPANS, ENTRY(blob_span, 0, first));
    parts_derive(&parts, 0);
    parts.spans[2].first = parts.spans[1].first;
    expect_parts(MSM_ORDER, BLOB_SPANS, ENTRY(blob_span, 2, first));
    parts.spans[2].first--;
    expect_parts(MSM_ORDER, BLOB_SPANS, ENTRY(blob_span, 2, first));
    parts.spans[2].first = MSM_OPERATIONS;
    expect_parts(MSM_INDEX, BLOB_SPANS, ENTRY(blob_span, 2, first));
    parts.spans[2].first = UINT32_MAX;
    expect_parts(MSM_INDEX, BLOB_SPANS, ENTRY(blob_span, 2, first));
}

/* The first span of the guest whose rule is `rule`. */
static uint32_t find_span(uint32_t rule)
{
    for (uint32_t i = 0; i < parts.profiles[PROFILE_GUEST].spans; i++)
        if (parts.spans[i].rule == rule)
            return i;
    fail_msg("no span of the example has rule %u", (unsigned int)rule);
    return 0;
}

static void rules_of_spans(void **state)
{
    static const uint32_t all[] = {RULE_ALLOW, RULE_DENY, RULE_QUIET, RULE_GUEST};

    (void)state;
    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
        uint32_t at = find_span(all[i]);

        parts.spans[at].rule = parts.count[BLOB_RULES];
        expect_parts(MSM_INDEX, BLOB_SPANS, ENTRY(blob_span, at, rule));
        for (size_t j = 0; j < sizeof(all) / sizeof(*all); j++) {
            bool both_deny = (all[i] == RULE_DENY || all[i] == RULE_GUEST) &&
                             (all[j] == RULE_DENY || all[j] == RULE_GUEST);

            parts.spans[at].rule = all[j];
            if (i == j || both_deny)
                expect_sound();
            else
                expect_parts(MSM_CONTRADICTION, BLOB_SPANS, ENTRY(blob_span, at, rule));
        }
        parts.spans[at].rule = all[i];
    }
}

/* A span that reaches one operation too far takes in one that its rule doesn't decide. */
static void span_reaches_too_far(void **state)
{
    uint32_t at = find_span(RULE_ALLOW);

    (void)state;
    parts.spans[at + 1].first++;
    expect_parts(MSM_CONTRADICTION, BLOB_SPANS, ENTRY(blob_span, at, rule));
    parts.spans[at + 1].first--;
    parts.spans[at].first--;
    expect_parts(MSM_CONTRADICTION, BLOB_SPANS, ENTRY(blob_span, at, rule));
}

/* The last span of a profile has no next one to say where it ends: it reaches to the end of the table. */
static void last_spans(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < parts.count[BLOB_PROFILES]; i++) {
        uint32_t last = parts.profiles[i].first_span + parts.profiles[i].spans - 1;
        uint32_t right = parts.spans[last].rule;

        parts.spans[last].rule = right == RULE_ALLOW ? RULE_DENY : RULE_ALLOW;
        expect_parts(MSM_CONTRADICTION, BLOB_SPANS, ENTRY(blob_span, last, rule));
        parts.spans[last].rule = right;
    }
}

static void domains(void **state)
{
    (void)state;
    parts.domains[2].profile = parts.count[BLOB_PROFILES];
    expect_parts(MSM_INDEX, BLOB_DOMAINS, ENTRY(blob_domain, 2, profile));
    parts.domains[2].profile = UINT32_MAX;
    expect_parts(MSM_INDEX, BLOB_DOMAINS, ENTRY(blob_domain, 2, profile));
}

static void uuids(void **state)
{
    (void)state;
    parts.uuids[1].domain = parts.count[BLOB_DOMAINS];
    expect_parts(MSM_INDEX, BLOB_UUIDS, ENTRY(blob_uuid, 1, domain));
    parts.uuids[1].domain = parts.uuids[0].domain;
    expect_parts(MSM_VALUE, BLOB_UUIDS, ENTRY(blob_uuid, 1, domain));
    parts.uuids[1].domain = DOMAIN_ANY;
    parts.uuids[1].uuid[0] = parts.uuids[0].uuid[0];
    expect_parts(MSM_ORDER, BLOB_UUIDS, ENTRY(blob_uuid, 1, uuid));
    parts.uuids[0].uuid[15] = 1;
    expect_parts(MSM_ORDER, BLOB_UUIDS, ENTRY(blob_uuid, 1, uuid));
    parts.uuids[1].uuid[15] = 0xff; /* bytes are compared as unsigned */
    expect_sound();
    memset(parts.uuids[0].uuid, 0,
           sizeof(parts.uuids[0].uuid)); /* what Xen gives to domains without a UUID */
    expect_parts(MSM_ORDER, BLOB_UUIDS, ENTRY(blob_uuid, 0, uuid));
    parts.count[BLOB_UUIDS] = 0;
    expect_sound();
}

/* So many domains that their UUIDs can't be looked for in one pass. */
static void uuids_of_many_domains(void **state)
{
    char name[BLOB_MAX_NAME + 1];

    (void)state;
    for (uint32_t i = parts.count[BLOB_DOMAINS]; i < PARTS_DOMAINS; i++) {
        snprintf(name, sizeof(name), "web-%05u", (unsigned int)i);
        parts.domains[i] =
            (struct blob_domain){.name = parts_string(&parts, name), .profile = 0, .rule = RULE_DOMAIN};
    }
    parts.count[BLOB_DOMAINS] = parts.count[BLOB_UUIDS] = PARTS_DOMAINS;
    for (uint32_t i = 0; i < PARTS_DOMAINS; i++)
        parts.uuids[i] =
            (struct blob_uuid){.uuid = {1, (uint8_t)(i >> 8), (uint8_t)i}, .domain = PARTS_DOMAINS - 1 - i};
    expect_sound();
    for (uint32_t i = 0; i < PARTS_DOMAINS - 1; i += 977) {
        parts.uuids[PARTS_DOMAINS - 1].domain = parts.uuids[i].domain;
        expect_parts(MSM_VALUE, BLOB_UUIDS, ENTRY(blob_uuid, PARTS_DOMAINS - 1, domain));
    }
}

static void control_domain(void **state)
{
    (void)state;
    parts.policy[0].control_domain = parts.count[BLOB_DOMAINS];
    expect_parts(MSM_INDEX, BLOB_POLICY, ENTRY(blob_policy, 0, control_domain));
    parts.policy[0].control_domain = BLOB_NONE;
    expect_parts(MSM_INDEX, BLOB_POLICY, ENTRY(blob_policy, 0, control_domain));
    parts.policy[0].control_domain = DOMAIN_WEB;
    expect_parts(MSM_VALUE, BLOB_POLICY, ENTRY(blob_policy, 0, control_domain));
    parts.policy[0].control_domain = DOMAIN_0;
    parts.domains[DOMAIN_0].name = parts_string(&parts, "Domain-00");
    expect_parts(MSM_VALUE, BLOB_POLICY, ENTRY(blob_policy, 0, control_domain));
}

static void default_domain(void **state)
{
    (void)state;
    parts.policy[0].default_domain = BLOB_NONE;
    expect_sound();
    parts.policy[0].default_domain = parts.count[BLOB_DOMAINS];
    expect_parts(MSM_INDEX, BLOB_POLICY, ENTRY(blob_policy, 0, default_domain));
    parts.policy[0].default_domain = DOMAIN_0;
    expect_parts(MSM_VALUE, BLOB_POLICY, ENTRY(blob_policy, 0, default_domain));
}

/* Runs last: the tests above have met every fault that the core can find. */
static void every_fault_was_met(void **state)
{
    (void)state;
    for (int fault = 0; fault < MSM_FAULTS; fault++)
        if (!was_seen[fault] && fault != MSM_UNKNOWN_DOMAIN)
            fail_msg("no test met: %s", msm_fault_text((enum msm_fault)fault));
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(example_is_sound),
        TEST(sizes),
        TEST(tiny_stated_size),
        TEST(header_fields),
        TEST(digest),
        TEST(section_table),
        TEST(count_that_overflows),
        TEST(one_policy),
        TEST(header_alone),
        TEST(bytes_behind_the_last_section),
        TEST(padding),
        TEST(string_bounds),
        TEST(string_text),
        TEST(character_cut_by_the_end),
        TEST(names),
        TEST(name_behind_the_strings),
        TEST(name_lengths),
        TEST(text_lengths),
        TEST(name_order),
        TEST(rules),
        TEST(declarations),
        TEST(unknown_operations),
        TEST(allowed_and_quiet),
        TEST(entry_mask),
        TEST(owners_of_spans),
        TEST(starts_of_spans),
        TEST(rules_of_spans),
        TEST(span_reaches_too_far),
        TEST(last_spans),
        TEST(domains),
        TEST(uuids),
        TEST(uuids_of_many_domains),
        TEST(control_domain),
        TEST(default_domain),
        TEST(every_fault_was_met),
    };

    return cmocka_run_group_tests_name("open", tests, NULL, NULL);
}
