/* SPDX-License-Identifier: GPL-2.0-only */
/* The first slips of new users, as they were seen, and what to say of each. */
#include "lang/advice.h"

#include <string.h>

#define FOUND_MAX 6u

/* All that is set has to fit. */
static const struct advice {
    const char *expected;         /* a token that could stand there */
    const char *previous;         /* the token before, as written; or NULL */
    const char *found[FOUND_MAX]; /* what stands there, as written or by its kind */
    const char *text;
} advices[] = {
    /* Domains and services. */
    {"`trusted`", NULL, {","}, "nothing stands between attributes: remove the `,`"},
    {"`trusted`", NULL, {"extends"}, "a domain gets its profile by `profile`"},
    {"`trusted`", NULL, {"cpus", "cores", "cpu_count"}, "did you mean `vcpus`?"},
    {"`trusted`", NULL, {"ram", "mem", "maxmem"}, "did you mean `memory`?"},
    {"`trusted`", NULL, {"name", "label"}, "a domain's name stands before its block, and is its label"},
    {"`cpus`", NULL, {","}, "nothing stands between the two: remove the `,`"},
    {"a pattern", "domain", {"{"}, "a name stands before the block: `domain recon { … }`"},
    /* Profiles and their rules. */
    {"`extends`", NULL, {":", "from", "is", "inherits"}, "did you mean `extends`?"},
    {"`any`", "rate", {"a rate such as `5000/s`"}, "say first of what: `rate any 5000/s`"},
    {"`on violation`", NULL, {"permit", "grant", "enable"}, "did you mean `allow`?"},
    {"`on violation`", NULL, {"forbid", "refuse", "block", "disallow"}, "did you mean `deny`?"},
    {"`on violation`", NULL, {"limit"}, "did you mean `rate`?"},
    {"`on violation`", NULL, {","}, "nothing stands between rules: remove the `,`"},
    {"`at`", NULL, {"after", "on", "if"}, "did you mean `at`?"},
    {"`crash`", NULL, {"kill", "terminate", "stop", "shutdown"}, "did you mean `destroy`?"},
    {"`crash`", NULL, {"halt", "freeze", "suspend"}, "did you mean `pause`?"},
    {"`crash`", NULL, {"warn", "record", "alert", "report"}, "did you mean `log`?"},
    /* What lies between domains. */
    {"`icmp`",
     NULL,
     {"port", "ports", "a number", "a range"},
     "the protocol stands before the ports: `tcp 443`"},
    {"`<->`", NULL, {"and", "with"}, "did you mean `<->`?"},
    {"`->`", NULL, {","}, "one name stands on each side: give several a name by `set`, or use a pattern"},
    /* What never may be, and tests. */
    {"`except`", NULL, {"unless", "but", "without"}, "did you mean `except`?"},
    {"`=>`", NULL, {"}"}, "say what comes of it: `=> allow`, `=> deny`, `=> pause`, …"},
    {"`deny`", NULL, {"denied", "refuse", "refused", "fail", "fails"}, "did you mean `deny`?"},
    {"`deny`", NULL, {"allowed", "ok", "pass", "passes"}, "did you mean `allow`?"},
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

static bool is_found(const struct advice *advice, const char *found, const char *text)
{
    for (size_t i = 0; i < FOUND_MAX && advice->found[i]; i++)
        if (strcmp(advice->found[i], text) == 0 || strcmp(advice->found[i], found) == 0)
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

const char *advice_find(const struct expectation *expectation, const char *found, const char *text,
                        const char *previous)
{
    for (size_t i = 0; i < sizeof(advices) / sizeof(advices[0]); i++) {
        const struct advice *advice = &advices[i];
        bool is_there = !advice->previous || strcmp(advice->previous, previous) == 0;
        if (is_there && is_expected(expectation, advice->expected) && is_found(advice, found, text))
            return advice->text;
    }
    const char *other = advise_domain(expectation, text);
    return other ? other : advise_statement(expectation, found);
}

const char *advice_expected(const struct expectation *expectation)
{
    for (size_t i = 0; i < sizeof(expectations) / sizeof(expectations[0]); i++)
        if (is_expected(expectation, expectations[i].expected))
            return expectations[i].text;
    return NULL;
}
