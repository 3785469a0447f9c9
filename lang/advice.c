/* SPDX-License-Identifier: GPL-2.0-only */
/* The first slips of new users, as they were seen, and what to say of each. */
#include "lang/advice.h"

#include <string.h>

#define FOUND_MAX 6u

/* All that is set of the first three has to fit. */
static const struct slip {
    const char *expected;         /* a token that could stand there */
    const char *previous;         /* the token before, as written; or NULL */
    const char *found[FOUND_MAX]; /* what stands there, as written or by its kind */
    struct advice advice;
} slips[] = {
    /* Domains and services. */
    {"`trusted`", NULL, {","}, {.text = "nothing stands between attributes: remove the `,`", .meant = ""}},
    {"`trusted`", NULL, {"extends"}, {.meant = "profile"}},
    {"`trusted`", NULL, {"cpus", "cores", "cpu_count"}, {.meant = "vcpus"}},
    {"`trusted`", NULL, {"ram", "mem", "maxmem"}, {.meant = "memory"}},
    {"`trusted`",
     NULL,
     {"name", "label"},
     {.text = "a domain's name stands before its block, and is its label"}},
    {"`cpus`", NULL, {","}, {.text = "nothing stands between the two: remove the `,`", .meant = ""}},
    {"a pattern", "domain", {"{"}, {.text = "a name stands before the block: `domain recon { … }`"}},
    /* Profiles and their rules. */
    {"`extends`", NULL, {":", "from", "is", "inherits"}, {.meant = "extends"}},
    {"`any`", "rate", {"a rate such as `5000/s`"}, {.text = "say first of what: `rate any 5000/s`"}},
    {"`on violation`", NULL, {"permit", "grant", "enable"}, {.meant = "allow"}},
    {"`on violation`", NULL, {"forbid", "refuse", "block", "disallow"}, {.meant = "deny"}},
    {"`on violation`", NULL, {"limit"}, {.meant = "rate"}},
    {"`on violation`", NULL, {","}, {.text = "nothing stands between rules: remove the `,`", .meant = ""}},
    {"`at`", NULL, {"after", "on", "if"}, {.meant = "at"}},
    {"`crash`", NULL, {"kill", "terminate", "stop", "shutdown"}, {.meant = "destroy"}},
    {"`crash`", NULL, {"halt", "freeze", "suspend"}, {.meant = "pause"}},
    {"`crash`", NULL, {"warn", "record", "alert", "report"}, {.meant = "log"}},
    /* What lies between domains. */
    {"`icmp`",
     NULL,
     {"port", "ports", "a number", "a range"},
     {.text = "the protocol stands before the ports: `tcp 443`"}},
    {"`<->`", NULL, {"and", "with"}, {.meant = "<->"}},
    {"`->`",
     NULL,
     {","},
     {.text = "one name stands on each side: give several a name by `set`, or use a pattern"}},
    /* What never may be, and tests. */
    {"`except`", NULL, {"unless", "but", "without"}, {.meant = "except"}},
    {"`=>`", NULL, {"}"}, {.text = "say what comes of it: `=> allow`, `=> deny`, `=> pause`, …"}},
    {"`deny`", NULL, {"denied", "refuse", "refused", "fail", "fails"}, {.meant = "deny"}},
    {"`deny`", NULL, {"allowed", "ok", "pass", "passes"}, {.meant = "allow"}},
};

/* Whatever stands there. */
static const struct {
    const char *expected;
    const char *text;
} expectations[] = {
    {"`pvh`", "`guest` says which kernel it has; a profile of that name is `profile guest`"},
    {"`via`", "say by what means: `via event`, `grant`, `argo` or `foreign`"},
    {"`flow`", "say `never allow` and operations, or `never flow one -> one`"},
};

/* Where any word may be a name, it isn't expected for what it means. */
static bool is_expected(const struct expectation *e, const char *token)
{
    return expectation_has(e, token) && (!expectation_is_word(token) || expectation_wants(e, token));
}

static bool is_found(const struct slip *slip, const char *found, const char *text)
{
    for (size_t i = 0; i < FOUND_MAX && slip->found[i]; i++)
        if (strcmp(slip->found[i], text) == 0 || strcmp(slip->found[i], found) == 0)
            return true;
    return false;
}

/* Between statements, where nothing is open. */
static const char *advise_statement(const struct expectation *e, const char *found)
{
    bool is_between = e->statement && !e->block && !e->rule && !e->name;
    if (is_between && (expectation_begins_rule(found) || expectation_begins_attribute(found)))
        return "it stands in the block of a profile or domain";
    return NULL;
}

/* Where the braces of one domain are expected, or a name and then a permission. */
static const char *advise_domain(const struct expectation *e, const char *text)
{
    if (expectation_only(e, "`{`") && strcmp(text, ",") == 0)
        return "a block is one domain's: write one for each, or one for a fleet such as `web-*`";
    if (expectation_only(e, "`{`") && strcmp(text, "extends") == 0)
        return "a domain's profile is named in its block: `{ profile … }`";
    if (e->name && e->block && !e->rule && strcmp(text, "allow") == 0)
        return "say who: `Domain-0 allow …`";
    return NULL;
}

struct advice advice_find(const struct expectation *expectation, const char *found, const char *text,
                          const char *previous)
{
    for (size_t i = 0; i < sizeof(slips) / sizeof(slips[0]); i++) {
        const struct slip *slip = &slips[i];
        bool is_there = !slip->previous || strcmp(slip->previous, previous) == 0;
        if (is_there && is_expected(expectation, slip->expected) && is_found(slip, found, text))
            return slip->advice;
    }
    const char *other = advise_domain(expectation, text);
    return (struct advice){.text = other ? other : advise_statement(expectation, found)};
}

const char *advice_expected(const struct expectation *expectation)
{
    for (size_t i = 0; i < sizeof(expectations) / sizeof(expectations[0]); i++)
        if (is_expected(expectation, expectations[i].expected))
            return expectations[i].text;
    return NULL;
}
