/* SPDX-License-Identifier: GPL-2.0-only */
/* Groups the tokens that can stand at one place. */
#include "lang/expectation.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char *const statements[] = {
    "`policy`",  "`xen`",     "`import`",  "`template`", "`use`",     "`tag`",     "`group`",
    "`set`",     "`host`",    "`profile`", "`domain`",   "`default`", "`service`", "`conflict`",
    "`connect`", "`network`", "`boot`",    "`never`",    "`waiver`",  "`test`",    NULL};

static const char *const rules[] = {"`allow`", "`deny`", "`rate`", "`on violation`", "`guest`", NULL};

static const char *const attributes[] = {
    "`profile`", "`tag`",   "`group`",          "`uuid`",         "`trusted`",
    "`memory`",  "`vcpus`", "`event_channels`", "`grant_frames`", "`maptrack_frames`",
    "`cpu`",     "`pci`",   "`serves`",         "`restart`",      "`delegate`",
    NULL};

/* What a waiver lets pass, of the words that begin statements too. */
static const char *const exemptions[] = {"`connect`", "`network`", NULL};

/* Words that can be no names, besides most of those that begin statements. */
static const char *const reserved[] = {"`allow`", "`deny`", "`extends`", "`all`",          "`except`", "`on`",
                                       "`via`",   "`to`",   "`outside`", "`on violation`", NULL};

/* What a step of a test can expect of a denial: at its end these aren't names. */
static const char *const reasons[] = {"`quietly`", "`rate`", "`target`", "`unconnected`", "`paused`", NULL};

static bool is_among(const char *const *list, const char *token)
{
    while (*list && strcmp(*list, token) != 0)
        list++;
    return *list;
}

bool expectation_begins_statement(const char *token)
{
    return is_among(statements, token);
}

bool expectation_begins_rule(const char *token)
{
    return is_among(rules, token);
}

bool expectation_begins_attribute(const char *token)
{
    return is_among(attributes, token);
}

bool expectation_is_word(const char *token)
{
    return token[0] == '`' && isalpha((unsigned char)token[1]);
}

bool expectation_has(const struct expectation *expectation, const char *token)
{
    for (size_t i = 0; i < expectation->words->count; i++)
        if (strcmp(expectation->words->expected[i], token) == 0)
            return true;
    return false;
}

bool expectation_only(const struct expectation *expectation, const char *phrase)
{
    return expectation->count == 1 && strcmp(expectation->phrases[0], phrase) == 0;
}

/* A word that is expected because a name is. Where a block can end, a statement's first word is none. */
static bool is_for_name(const struct expectation *e, const char *token)
{
    if (!e->name || !expectation_is_word(token) || is_among(reserved, token))
        return false;
    return !e->statement || !(is_among(statements, token) || is_among(reasons, token));
}

/* What people read for a token, or NULL: nobody would miss it. */
static const char *describe(const struct expectation *e, const char *token)
{
    if (e->anything && (expectation_is_word(token) || token[0] == 'a'))
        return e->anything;
    if (is_for_name(e, token) || (e->name && strcmp(token, "a pattern") == 0))
        return "a name";
    if (strcmp(token, "a name") == 0)
        return e->name ? "a name" : e->unit ? "a unit" : "a hypercall";
    if (strcmp(token, "a number") == 0 && expectation_has(e, "a number with its unit"))
        return NULL;
    if (e->attribute && (is_among(attributes, token) || is_among(rules, token)))
        return "an attribute of a domain";
    if (e->rule && is_among(rules, token))
        return "a rule";
    if (e->exemption && is_among(exemptions, token))
        return token;
    if (e->statement && is_among(statements, token))
        return e->block ? NULL : "a statement";
    return strcmp(token, "the end of the file") == 0 && e->statement ? NULL : token;
}

bool expectation_wants(const struct expectation *e, const char *token)
{
    return expectation_is_word(token) && !e->anything && !is_for_name(e, token) && describe(e, token);
}

static void add(struct expectation *e, const char *phrase)
{
    for (size_t i = 0; i < e->count; i++)
        if (strcmp(e->phrases[i], phrase) == 0)
            return;
    e->phrases[e->count++] = phrase;
}

static bool is_number(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    return digits && !text[digits];
}

void expectation_init(struct expectation *e, const struct parse_words *words, const char *previous)
{
    *e = (struct expectation){.words = words};
    bool any_word = expectation_has(e, "`sealed`") && expectation_has(e, "a name");
    if (any_word && expectation_has(e, "a number"))
        e->anything = expectation_has(e, "`extends`") ? "a value" : "a UUID";
    else if (any_word && expectation_has(e, "`extends`"))
        e->anything =
            expectation_has(e, "`}`") || strcmp(previous, ".") == 0 ? "a subcommand" : "a parameter";
    e->name = any_word && !e->anything;
    e->statement = !e->anything && expectation_has(e, "`never`");
    e->block = expectation_has(e, "`}`");
    e->attribute = !any_word && expectation_has(e, "`trusted`");
    e->rule = !any_word && expectation_has(e, "`on violation`");
    e->exemption = !any_word && expectation_has(e, "`limits`");
    e->unit = words->count == 1 && expectation_has(e, "a name") && is_number(previous);
    for (size_t i = 0; i < words->count; i++) {
        const char *phrase = describe(e, words->expected[i]);
        if (phrase && e->count < EXPECTATION_MAX)
            add(e, phrase);
    }
}

const char *expectation_join(struct arena *arena, const struct expectation *e)
{
    const char *text = e->count ? e->phrases[0] : "something else";
    for (size_t i = 1; i < e->count; i++) {
        const char *between = i + 1 == e->count ? " or " : ", ";
        text = arena_print(arena, "%s%s%s", text, between, e->phrases[i]);
    }
    return text;
}

/* Only a word that is kept is copied: a file may have any number of mistakes. */
static void offer(struct arena *arena, const struct expectation *e, bool is_outside,
                  struct suggestion *suggestion)
{
    char word[32];
    for (size_t i = 0; i < e->words->count; i++) {
        const char *token = e->words->expected[i];
        if (!expectation_is_word(token) || is_for_name(e, token) || (!describe(e, token)) != is_outside)
            continue;
        int length = snprintf(word, sizeof(word), "%.*s", (int)strlen(token) - 2, token + 1);
        suggest(suggestion, word);
        if (suggestion->best == word)
            suggestion->best = arena_text(arena, word, (size_t)length);
    }
}

bool expectation_suggest(struct arena *arena, const struct expectation *e, struct suggestion *suggestion)
{
    offer(arena, e, false, suggestion);
    if (suggestion->best)
        return true;
    offer(arena, e, true, suggestion);
    return false;
}
