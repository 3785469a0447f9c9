/* SPDX-License-Identifier: GPL-2.0-only */
/* Decides, and works out what would change the decision. */
#include "policyc/explaining.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>
#include "lang/hypercalls.h"
#include "policyc/read/view.h"
#include "policyc/read/wording.h"

#define MAX_CHANGES 8u

static __attribute__((format(printf, 2, 3))) void add_change(struct explanation *e, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (e->change_count < MAX_CHANGES)
        e->changes[e->change_count++] = arena_vprint(&e->operand->compilation.arena, format, arguments);
    va_end(arguments);
}

const struct profile *explained_profile(const struct explanation *e)
{
    const struct domain *domain = &e->operand->model.domains[e->question.subject];
    return domain->boot && !e->question.sealed ? domain->boot : domain->profile;
}

bool explained_decides(const struct explanation *e, const struct rule *rule)
{
    return rule->is_selected && rule->number == e->decision.rule;
}

static const char *place_text(const struct explanation *e, uint32_t rule)
{
    const struct blob_rule *entry = &e->operand->policy.rules[rule];
    return arena_print(&e->operand->compilation.arena, "%s:%" PRIu32 ":%u",
                       view_file(&e->operand->policy, rule), entry->line, (unsigned)entry->column);
}

static const char *span_text(const struct explanation *e, struct span span)
{
    const struct sources *sources = &e->operand->compilation.sources;
    struct position position = source_position(sources, span);
    return arena_print(&e->operand->compilation.arena, "%s:%" PRIu32 ":%" PRIu32,
                       sources->list[span.file]->path, position.line, position.column);
}

/* --- Where rules can be added --- */

static uint32_t count_holders(const struct explanation *e)
{
    const struct msm_policy *policy = &e->operand->policy;
    uint32_t profile = policy->domains[e->question.subject].profile, count = 0;
    for (uint32_t i = 0; i < view_count(policy, BLOB_DOMAINS); i++)
        count += policy->domains[i].profile == profile;
    return count;
}

/* The place in which a rule about the subject is added. What boot says ends, so it isn't one. */
static const char *home_text(const struct explanation *e)
{
    const struct msm_policy *policy = &e->operand->policy;
    const char *label = msm_label(policy, e->question.subject);
    const char *profile =
        view_text(policy, policy->profiles[policy->domains[e->question.subject].profile].name);
    if (*profile == BLOB_OWN)
        return arena_print(&e->operand->compilation.arena, "the block of `%s`", label);
    uint32_t others = count_holders(e) - 1;
    if (!others)
        return arena_print(&e->operand->compilation.arena, "the profile `%s`", profile);
    const char *holders =
        others == 1 ? "another domain has"
                    : arena_print(&e->operand->compilation.arena, "%" PRIu32 " other domains have", others);
    return arena_print(&e->operand->compilation.arena,
                       "the profile `%s`, which %s too, or to the block of `%s`", profile, holders, label);
}

static const char *operation_text(const struct explanation *e)
{
    char name[OPERATION_NAME_SIZE];
    operation_name(e->question.operation, name);
    return arena_text(&e->operand->compilation.arena, name, strlen(name));
}

/* --- What keeps a change from being made --- */

static void add_never_allow(struct explanation *e)
{
    if (!e->operand->is_source)
        return;
    const struct ast_never *never =
        reasons_never_allow(&e->operand->model, e->question.subject, e->question.operation);
    if (never)
        add_change(e, "that is forbidden by `never allow` at %s", span_text(e, never->span));
}

static void add_never_flow(struct explanation *e, uint32_t from, uint32_t to)
{
    if (!e->operand->is_source)
        return;
    struct arena *arena = &e->operand->compilation.arena;
    size_t count;
    struct flow_bond *bonds = flow_bonds(arena, &e->operand->policy, &count);
    struct flow flow = flow_make(arena, view_count(&e->operand->policy, BLOB_DOMAINS), bonds, count);
    const struct ast_never *never = reasons_never_flow(&e->operand->model, &flow, from, to);
    if (never)
        add_change(e, "that is forbidden by `never flow` at %s", span_text(e, never->span));
}

/* Whether sets of one group keep the two from running at once. */
static bool conflict(const struct msm_policy *policy, uint32_t a, uint32_t b)
{
    for (uint32_t i = 0; i < view_count(policy, BLOB_SETS); i++)
        for (uint32_t j = 0; j < view_count(policy, BLOB_SETS); j++)
            if (i != j && policy->sets[i].group == policy->sets[j].group &&
                msm_has_member(policy, policy->sets[i].first_member, policy->sets[i].members, a) &&
                msm_has_member(policy, policy->sets[j].first_member, policy->sets[j].members, b))
                return true;
    return false;
}

static void add_separation(struct explanation *e, uint32_t a, uint32_t b)
{
    const struct msm_policy *policy = &e->operand->policy;
    const struct blob_domain *left = &policy->domains[a], *right = &policy->domains[b];
    if (conflict(policy, a, b))
        add_change(e, "but `%s` and `%s` are in conflict sets that never run at once", msm_label(policy, a),
                   msm_label(policy, b));
    if (left->tag && right->tag && left->tag != right->tag && !((left->flags | right->flags) & BLOB_TRUSTED))
        add_change(e, "for that one of the two has to be `trusted`: their tags are `%s` and `%s`",
                   view_text(policy, left->tag), view_text(policy, right->tag));
}

/* --- Changes --- */

/* Information also flows back where memory is mapped. */
static void add_way(struct explanation *e, uint32_t from, uint32_t to, unsigned int means)
{
    const struct msm_policy *policy = &e->operand->policy;
    char text[WORDING_SIZE];
    add_change(e, "say `connect %s -> %s via %s`", msm_label(policy, from), msm_label(policy, to),
               wording_all_means(means, text));
    add_separation(e, from, to);
    add_never_flow(e, from, to);
    if (means & BLOB_FOREIGN)
        add_never_flow(e, to, from);
}

static void change_connection(struct explanation *e)
{
    const struct question *q = &e->question;
    const struct decision *d = &e->decision;
    const struct msm_policy *policy = &e->operand->policy;
    uint32_t rule;
    bool goes = msm_may_reach(policy, q->subject, q->object, d->forward, q->sealed, &rule);
    bool comes = msm_may_reach(policy, q->object, q->subject, d->backward, q->sealed, &rule);
    if (d->forward && !goes)
        add_way(e, q->subject, q->object, d->forward);
    if (d->backward && !comes && !d->either)
        add_way(e, q->object, q->subject, d->backward);
}

static bool is_denial(const struct explanation *e)
{
    uint32_t effect = e->operand->policy.rules[e->decision.rule].effect;
    return effect == BLOB_DENY || effect == BLOB_DENY_QUIETLY;
}

/* Whether something allows it that the denial wins over. */
static bool is_allowed_besides(const struct explanation *e)
{
    for (size_t i = 0; i < e->reasons.count; i++)
        if (e->reasons.list[i].rule->effect == BLOB_ALLOW || e->reasons.list[i].rule->effect == BLOB_BOOT)
            return true;
    return false;
}

/* All of them have to go. A blob knows only the one that decides. */
static void change_denials(struct explanation *e)
{
    add_change(e, "take `%s` out of the denial at %s, which wins over every allow", operation_text(e),
               place_text(e, e->decision.rule));
    for (size_t i = 0; i < e->reasons.count; i++) {
        const struct rule *rule = e->reasons.list[i].rule;
        if ((rule->effect == BLOB_DENY || rule->effect == BLOB_DENY_QUIETLY) && !explained_decides(e, rule))
            add_change(e, "and out of the one at %s", span_text(e, rule->place));
    }
}

static void change_denied(struct explanation *e)
{
    bool limited =
        e->object && !e->question.is_self && view_has(operations_with_target, e->question.operation);
    if (is_denial(e))
        change_denials(e);
    if (!is_denial(e) || !is_allowed_besides(e))
        add_change(e, "%sadd `allow %s%s%s` to %s", is_denial(e) ? "and then " : "", operation_text(e),
                   limited ? " on " : "", limited ? msm_label(&e->operand->policy, e->question.object) : "",
                   home_text(e));
    add_never_allow(e);
    if (e->decision.connection == BLOB_NONE)
        change_connection(e);
}

static void add_baseline(struct explanation *e)
{
    const char *guest = wording_guest(e->profile->guest);
    for (const struct vital_operation *vital = vital_operations; vital->guests; vital++)
        if (vital->operation == e->question.operation && vital->guests >> e->profile->guest & 1)
            add_change(e, "but a %s guest needs it: %s", guest, vital->refused);
}

static void change_allowed(struct explanation *e)
{
    add_change(e, "add `deny %s` to %s: it wins over every allow", operation_text(e), home_text(e));
    if (e->decision.connection != BLOB_NONE &&
        e->operand->policy.rules[e->decision.connection].effect == BLOB_CONNECT)
        add_change(e, "or take the connection at %s away", place_text(e, e->decision.connection));
    if (wording_guest(e->profile->guest))
        add_baseline(e);
}

void explain_decision(struct explanation *e)
{
    const struct msm_policy *policy = &e->operand->policy;
    e->profile = msm_profile(policy, e->question.subject, e->question.sealed);
    e->decision = decide(policy, &e->question);
    e->changes = arena_array(&e->operand->compilation.arena, MAX_CHANGES, sizeof(*e->changes));
    if (e->operand->is_source)
        e->reasons = reasons_find(&e->operand->model, explained_profile(e), e->question.operation);
    if (e->decision.overruled)
        return;
    if (e->decision.refusal == REFUSED_NOT)
        change_allowed(e);
    else if (e->decision.refusal == REFUSED_UNCONNECTED)
        change_connection(e);
    else
        change_denied(e);
}
