/* SPDX-License-Identifier: GPL-2.0-only */
/* Every reason for which msm_open() refuses a blob, with the section and offset that it must name: here what
 * has to do with the header, the layout, names and rules. The refuse_ files have the rest. */
#include "tests/unit/refusal.h"

#define HEADER(field) offsetof(struct blob_header, field)
#define SECTION(kind, field)                                                                                 \
    (HEADER(section) + (kind) * sizeof(struct blob_section) + offsetof(struct blob_section, field))

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
    expect(huge, 0, MSM_NO_POLICY, BLOB_NONE, 0);
    expect(huge, BLOB_MAX_SIZE + 1, MSM_TOO_LARGE, BLOB_NONE, BLOB_MAX_SIZE);
    expect(huge, BLOB_MAX_SIZE, MSM_NOT_A_POLICY, BLOB_NONE, HEADER(magic));
    blob = parts_assemble(&parts, &size);
    expect(blob, 1, MSM_TRUNCATED, BLOB_NONE, 1);
    expect(blob, sizeof(struct blob_header) - 1, MSM_TRUNCATED, BLOB_NONE, sizeof(struct blob_header) - 1);
    expect(blob, sizeof(struct blob_header), MSM_TRUNCATED, BLOB_NONE, sizeof(struct blob_header));
    expect(blob, size - 1, MSM_TRUNCATED, BLOB_NONE, size - 1);
    memcpy(huge, blob, size);
    expect(huge, size + 1, MSM_TRAILING, BLOB_NONE, size);
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
    expect(blob, size, MSM_TRAILING, BLOB_NONE, stated);
    free(blob);
}

static void header_fields(void **state)
{
    (void)state;
    expect_word(HEADER(magic), BLOB_MAGIC ^ 1, MSM_NOT_A_POLICY, BLOB_NONE);
    expect_word(HEADER(target_size), 9, MSM_NOT_A_POLICY, BLOB_NONE);
    expect_word(HEADER(target), 0, MSM_NOT_A_POLICY, BLOB_NONE);
    expect_word(HEADER(format), BLOB_FORMAT + 1, MSM_FORMAT, BLOB_NONE);
    expect_word(HEADER(table), 0, MSM_OTHER_TABLE, BLOB_NONE);
    expect_word(HEADER(operations), MSM_OPERATIONS - 1, MSM_OTHER_TABLE, BLOB_NONE);
    expect_word(HEADER(sections), BLOB_SECTIONS - 1, MSM_SECTION, BLOB_NONE);
}

static void digest(void **state)
{
    uint32_t size;
    uint8_t *blob = parts_assemble(&parts, &size);

    (void)state;
    blob[HEADER(digest) + 31] ^= 0x80;
    expect(blob, size, MSM_DIGEST, BLOB_NONE, HEADER(digest));
    blob[HEADER(digest) + 31] ^= 0x80;
    blob[size - 1] ^= 1;
    expect(blob, size, MSM_DIGEST, BLOB_NONE, HEADER(digest));
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
    _Static_assert(sizeof(struct blob_domain) == 32, "2^27 entries more are 2^32 bytes more");
    expect_word(SECTION(BLOB_DOMAINS, count), parts.count[BLOB_DOMAINS] + (1u << 27), MSM_SECTION,
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
    expect(longer, size + 8, MSM_SECTION, BLOB_NONE, HEADER(size));
    free(blob);
    free(longer);
}

/* Where the last bytes leave no room for the empty sections behind them. */
static void empty_sections_beyond_the_end(void **state)
{
    const struct blob_section *networks;
    uint32_t size, end;
    uint8_t *blob;

    (void)state;
    parts.count[BLOB_SERVICES] = parts.count[BLOB_DEVICES] = 0;
    blob = parts_assemble(&parts, &size);
    networks = &((struct blob_header *)blob)->section[BLOB_NETWORKS];
    end = networks->offset + networks->size;
    assert_int_equal(end % 8, 4);
    ((struct blob_header *)blob)->size = end;
    blob_reseal(blob, end);
    expect(blob, end, MSM_SECTION, BLOB_SERVICES, SECTION(BLOB_SERVICES, offset));
    free(blob);
}

/* More domains than a SID can name, all of them zero bytes. */
static void too_many_domains(void **state)
{
    uint32_t size, count = BLOB_MAX_DOMAINS + 1;
    struct blob_header *header;
    uint8_t *blob, *large;

    (void)state;
    memset(parts.count, 0, sizeof(parts.count));
    parts.count[BLOB_POLICY] = 1;
    blob = parts_assemble(&parts, &size);
    large = calloc(count + 100, sizeof(struct blob_domain));
    assert_non_null(large);
    memcpy(large, blob, size);
    header = (struct blob_header *)large;
    header->section[BLOB_DOMAINS].count = count;
    header->section[BLOB_DOMAINS].size = count * sizeof(struct blob_domain);
    for (uint32_t kind = BLOB_UUIDS; kind < BLOB_SECTIONS; kind++)
        header->section[kind].offset += header->section[BLOB_DOMAINS].size;
    header->size += header->section[BLOB_DOMAINS].size;
    blob_reseal(large, header->size);
    expect(large, header->size, MSM_SECTION, BLOB_DOMAINS, SECTION(BLOB_DOMAINS, count));
    free(large);
    free(blob);
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
    REFUSED(parts.policy[0].reserved, 1, MSM_PADDING, BLOB_POLICY);
}

static void string_bounds(void **state)
{
    uint32_t size = parts.count[BLOB_STRINGS];

    (void)state;
    parts.strings[0] = 'x';
    expect_parts(MSM_STRING, BLOB_STRINGS, parts.strings);
    parts.strings[0] = 0;
    parts.strings[size - 1] = 'x';
    expect_parts(MSM_STRING, BLOB_STRINGS, parts.strings + size - 1);
    parts.count[BLOB_STRINGS] = 0;
    expect_parts(MSM_STRING, BLOB_STRINGS, parts.strings);
}

/* A string of the section, first accepted or refused for the byte at `offset` in it. */
static void expect_text(const char *text, enum msm_fault fault, size_t offset)
{
    uint32_t before = parts.count[BLOB_STRINGS], at = parts_string(&parts, text);

    if (fault == MSM_OK)
        expect_sound();
    else
        expect_parts(fault, BLOB_STRINGS, parts.strings + at + offset);
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
    expect_parts(MSM_STRING, BLOB_STRINGS, parts.strings + end);
}

/* `name` must refuse what is no string, and what is none of its own. */
static void expect_name(uint32_t *name, enum blob_section_kind section, bool may_be_missing)
{
    uint32_t wrong[] = {*name + 1, UINT32_MAX, parts_string(&parts, "")};

    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
        REFUSED(*name, wrong[i], MSM_STRING, section);
    if (may_be_missing)
        ACCEPTED(*name, 0);
    else
        REFUSED(*name, 0, MSM_STRING, section);
}

static void names(void **state)
{
    (void)state;
    expect_name(&parts.policy[0].name, BLOB_POLICY, false);
    expect_name(&parts.files[0].name, BLOB_FILES, false);
    expect_name(&parts.profiles[PROFILE_HOST].name, BLOB_PROFILES, false);
    expect_name(&parts.domains[DOMAIN_WEB].name, BLOB_DOMAINS, false);
    expect_name(&parts.domains[DOMAIN_DB].tag, BLOB_DOMAINS, true);
    expect_name(&parts.domains[DOMAIN_DB].group, BLOB_DOMAINS, true);
    expect_name(&parts.sets[SET_BLUE].name, BLOB_SETS, false);
}

/* The byte behind the strings is the next section's, and belongs to no name. */
static void name_behind_the_strings(void **state)
{
    (void)state;
    while (parts.count[BLOB_STRINGS] % 8)
        parts_string(&parts, "");
    assert_int_not_equal(parts.files[0].name & 0xff, 0);
    REFUSED(parts.policy[0].name, parts.count[BLOB_STRINGS], MSM_STRING, BLOB_POLICY);
}

static void name_lengths(void **state)
{
    static const char longest[] = "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
                      too_long[] = "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww";
    uint32_t at_most, too_much;

    (void)state;
    assert_int_equal(strlen(longest), BLOB_MAX_NAME);
    assert_int_equal(strlen(too_long), BLOB_MAX_NAME + 1);
    at_most = parts_string(&parts, longest);
    too_much = parts_string(&parts, too_long);
    ACCEPTED(parts.domains[DOMAIN_WEB].name, at_most);
    REFUSED(parts.domains[DOMAIN_WEB].name, too_much, MSM_STRING, BLOB_DOMAINS);
    ACCEPTED(parts.profiles[PROFILE_HOST].name, at_most);
    REFUSED(parts.profiles[PROFILE_HOST].name, too_much, MSM_STRING, BLOB_PROFILES);
    ACCEPTED(parts.domains[DOMAIN_DB].tag, at_most);
    REFUSED(parts.domains[DOMAIN_DB].tag, too_much, MSM_STRING, BLOB_DOMAINS);
    ACCEPTED(parts.domains[DOMAIN_DB].group, at_most);
    REFUSED(parts.domains[DOMAIN_DB].group, too_much, MSM_STRING, BLOB_DOMAINS);
    ACCEPTED(parts.sets[SET_ZONE_B].name, at_most);
    REFUSED(parts.sets[SET_ZONE_B].name, too_much, MSM_STRING, BLOB_SETS);
    REFUSED(parts.sets[SET_ZONE_B].group, too_much, MSM_STRING, BLOB_SETS);
}

/* The longest name of a domain, with the mark before it, is still a profile's. */
static void marked_name_lengths(void **state)
{
    static const char longest[] = "dwwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
                      own[] = ".dwwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
                      too_long[] = ".dwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww";

    (void)state;
    parts.domains[DOMAIN_DB].name = parts_string(&parts, longest);
    parts.profiles[PROFILE_DB].name = parts_string(&parts, own);
    expect_sound();
    REFUSED(parts.profiles[PROFILE_DB].name, parts_string(&parts, too_long), MSM_STRING, BLOB_PROFILES);
    parts.domains[DOMAIN_0].boot_profile = BLOB_NONE;
    ACCEPTED(parts.profiles[PROFILE_BOOT].name, parts_string(&parts, "+dwwwwwwwwwwwwwwwwwwwwwwwwwwwwww"));
}

static void text_lengths(void **state)
{
    char text[BLOB_MAX_TEXT + 2];
    uint32_t longest, too_long;

    (void)state;
    memset(text, 'a', sizeof(text));
    text[BLOB_MAX_TEXT + 1] = 0;
    too_long = parts_string(&parts, text);
    text[BLOB_MAX_TEXT] = 0;
    longest = parts_string(&parts, text);
    ACCEPTED(parts.policy[0].name, longest);
    ACCEPTED(parts.files[0].name, longest);
    REFUSED(parts.policy[0].name, too_long, MSM_STRING, BLOB_POLICY);
    REFUSED(parts.files[0].name, too_long, MSM_STRING, BLOB_FILES);
}

static void name_order(void **state)
{
    uint32_t *name = &parts.domains[DOMAIN_ANY + 1].name;

    (void)state;
    REFUSED(*name, parts.domains[DOMAIN_ANY].name, MSM_ORDER, BLOB_DOMAINS);
    REFUSED(*name, parts_string(&parts, "an"), MSM_ORDER, BLOB_DOMAINS);
    name = &parts.domains[DOMAIN_WEB].name;
    ACCEPTED(*name, parts_string(&parts, "net-+"));
    ACCEPTED(*name, parts_string(&parts, "\xc3\xa9t\xc3\xa9")); /* bytes are compared as unsigned */
    REFUSED(parts.profiles[PROFILE_HOST].name, parts.profiles[PROFILE_GUEST].name, MSM_ORDER, BLOB_PROFILES);
    REFUSED(parts.files[1].name, parts.files[0].name, MSM_ORDER, BLOB_FILES);
    REFUSED(parts.files[1].name, parts_string(&parts, "a"), MSM_ORDER, BLOB_FILES);
}

static void rules(void **state)
{
    (void)state;
    REFUSED(parts.rules[RULE_DENY].line, 0, MSM_VALUE, BLOB_RULES);
    REFUSED(parts.rules[RULE_ALLOW].column, 0, MSM_VALUE, BLOB_RULES);
    REFUSED(parts.rules[RULE_DEVICE].file, parts.count[BLOB_FILES], MSM_INDEX, BLOB_RULES);
    REFUSED(parts.rules[RULE_DEVICE].effect, BLOB_EFFECTS, MSM_VALUE, BLOB_RULES);
    REFUSED(parts.rules[RULE_DEVICE].effect, UINT32_MAX, MSM_VALUE, BLOB_RULES);
}

/* By file, line, column and effect, none twice. */
static void rule_order(void **state)
{
    struct blob_rule *rule = parts.rules;

    (void)state;
    REFUSED_AT(rule[RULE_BOOT].file, 1, MSM_ORDER, BLOB_RULES, rule[RULE_DOMAIN]);
    REFUSED_AT(rule[RULE_DENY].line, 3, MSM_ORDER, BLOB_RULES, rule[RULE_DENY]);
    REFUSED_AT(rule[RULE_RATE_SEND].column, 4, MSM_ORDER, BLOB_RULES, rule[RULE_RATE_SEND]);
    ACCEPTED(rule[RULE_CRASH].column, 6);
    REFUSED_AT(rule[RULE_CRASH].column, 5, MSM_ORDER, BLOB_RULES, rule[RULE_CRASH]);
    REFUSED_AT(rule[RULE_NETWORK].effect, BLOB_SERVICE, MSM_ORDER, BLOB_RULES, rule[RULE_DEVICE]);
}

static void policy_flags(void **state)
{
    (void)state;
    ACCEPTED(parts.policy[0].flags, 0);
    REFUSED(parts.policy[0].flags, 2, MSM_VALUE, BLOB_POLICY);
    REFUSED(parts.policy[0].flags, 1u << 31, MSM_VALUE, BLOB_POLICY);
}

/* Runs last: the tests have met every fault that the core can find. */
static void every_fault_was_met(void **state)
{
    (void)state;
    for (int fault = 0; fault < MSM_UNKNOWN_DOMAIN; fault++) /* from there on they are the module's */
        if (!refusal_seen[fault])
            fail_msg("no test met: %s", msm_fault_text((enum msm_fault)fault));
}

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
        TEST(empty_sections_beyond_the_end),
        TEST(too_many_domains),
        TEST(padding),
        TEST(string_bounds),
        TEST(string_text),
        TEST(character_cut_by_the_end),
        TEST(names),
        TEST(name_behind_the_strings),
        TEST(name_lengths),
        TEST(marked_name_lengths),
        TEST(text_lengths),
        TEST(name_order),
        TEST(rules),
        TEST(rule_order),
        TEST(policy_flags),
    };
    const struct CMUnitTest last[] = {TEST(every_fault_was_met)};
    int failed = cmocka_run_group_tests_name("open", tests, NULL, NULL);

    failed += refuse_profiles() + refuse_terms() + refuse_domains() + refuse_relations();
    return failed + cmocka_run_group_tests_name("faults", last, NULL, NULL);
}
