/* SPDX-License-Identifier: GPL-2.0-only */
/* Opinions on what guests may do, and on what becomes of those that try more. */
#include "lang/advisories.h"
#include "lang/hypercalls.h"
#include "policyc/check/check.h"
#include "policyc/check/lint.h"

/* Calls that guests do without, and in which holes were found. */
static const unsigned int spared[] = {
    MSM_OP_grant_table_op_transfer,
    MSM_OP_grant_table_op_swap_grant_ref,
    MSM_OP_memory_op_exchange,
    MSM_OP_event_channel_op_reset,
};

static bool is_spared(unsigned int operation)
{
    for (size_t i = 0; i < sizeof(spared) / sizeof(spared[0]); i++)
        if (spared[i] == operation)
            return true;
    return false;
}

/* Whether a guest without the spared calls couldn't use the hole, and this one is among those that it needs.
 */
static bool needs(const struct advisory *advisory, unsigned int operation)
{
    bool is_needed = false;
    for (const uint16_t *run = advisory->needs; *run; run++) {
        bool is_closed = false;
        for (; *run; run++) {
            is_closed = is_closed || is_spared(*run);
            is_needed = is_needed || *run == operation;
        }
        if (!is_closed)
            return false;
    }
    return is_needed;
}

/* "XSA-18 and XSA-134" */
static const char *list_advisories(struct arena *arena, unsigned int operation)
{
    const char *list = "";
    const char *last = NULL;
    for (size_t i = 0; i < advisory_count; i++) {
        if (!needs(&advisories[i], operation))
            continue;
        if (last)
            list = arena_print(arena, "%s%s%s", list, *list ? ", " : "", last);
        last = arena_print(arena, "XSA-%u", advisories[i].number);
    }
    return *list ? arena_print(arena, "%s and %s", list, last) : last;
}

/* Only `all` has operations of several hypercalls. */
static bool is_all(const struct rule *rule)
{
    const struct subcommand *subcommand;
    unsigned int first = operations_next(rule->operations, 0);
    for (unsigned int at = first; at < MSM_OPERATIONS; at = operations_next(rule->operations, at + 1))
        if (operation_hypercall(at, &subcommand) != operation_hypercall(first, &subcommand))
            return true;
    return false;
}

/* Each of the profile's rules; `holder` has it, or one that extends it. */
static void lint_all(struct model *model, const struct profile *profile, const struct domain *holder)
{
    for (size_t i = 0; i < profile->rule_count; i++) {
        const struct rule *rule = &profile->rules[i];
        if (rule->effect == BLOB_DENY || rule->effect == BLOB_DENY_QUIETLY || !is_all(rule))
            continue;
        struct diagnostic *d = report(findings(model), XP0701, rule->place,
                                      "`%s` may do all that this doesn't leave out", holder->name);
        if (holder->profile != profile)
            report_note(findings(model), d, holder->source->name->span, "it gets it here");
        report_help(findings(model), d, "name what it needs; `policyc --hypercalls` lists what there is");
    }
}

/* The profile and all that it extends, each once over all domains: model->order has parents first. */
static void lint_permissions(struct model *model)
{
    struct names holders = {.arena = &model->compilation->arena};
    for (size_t i = 0; i < model->domain_count; i++) {
        struct domain *domain = &model->domains[i];
        if (domain == model->control)
            continue;
        names_add(&holders, domain->profile->name, domain);
        if (domain->boot)
            names_add(&holders, domain->boot->name, domain);
    }
    for (size_t i = model->profile_count; i-- > 0;) {
        const struct profile *profile = model->order[i];
        struct domain *holder = names_find(&holders, profile->name);
        if (!holder)
            continue;
        for (size_t j = 0; j < profile->parent_count; j++)
            names_add(&holders, profile->parents[j]->name, holder);
        lint_all(model, profile, holder);
    }
}

static const struct rule *find_decision(const struct profile *profile, unsigned int operation)
{
    const struct rule *rule = NULL;
    for (size_t i = 0; i < profile->decided.count && profile->decided.list[i].first <= operation; i++)
        rule = profile->decided.list[i].rule;
    return rule;
}

/* Where a rule names the call, or its hypercall; of `all` enough was said. */
static void lint_history(struct model *model, struct names *seen, const struct domain *domain)
{
    for (size_t i = 0; i < sizeof(spared) / sizeof(spared[0]); i++) {
        unsigned int operation = spared[i];
        const struct rule *rule = find_decision(domain->profile, operation);
        if (!operations_has(&domain->profile->allowed, operation) || is_all(rule))
            continue;
        char name[OPERATION_NAME_SIZE];
        operation_name(operation, name);
        const char *key = arena_print(&model->compilation->arena, "%u:%u:%s", (unsigned)rule->place.file,
                                      (unsigned)rule->place.start, name);
        const char *history = list_advisories(&model->compilation->arena, operation);
        if (!history || names_add(seen, key, (void *)domain))
            continue;
        struct diagnostic *d =
            report(findings(model), XP0702, rule->place, "`%s` may call `%s`", domain->name, name);
        report_help(findings(model), d, "guests do without it, and it has a history: %s", history);
    }
}

static void lint_histories(struct model *model)
{
    struct names seen = {.arena = &model->compilation->arena};
    for (size_t i = 0; i < model->domain_count; i++)
        if (&model->domains[i] != model->control)
            lint_history(model, &seen, &model->domains[i]);
}

/* A call over a rate is refused, again and again. */
static void lint_rates(struct model *model, const struct profile *profile)
{
    if (!profile->is_held || !profile->rates.count || profile->responses.count)
        return;
    struct diagnostic *d =
        report(findings(model), XP0703, profile->rates.list[0]->declared.place,
               "nothing comes of it when a domain with `%s` exceeds its rates", profile->name);
    report_help(findings(model), d, "say what follows: `on violation: log at 1, pause at 1000 within 1min`");
}

/* The first record of what happened should not be that the domain is gone. */
static void lint_responses(struct model *model, const struct profile *profile)
{
    const struct responses *responses = &profile->own_responses;
    const struct response *harsh = NULL;
    uint32_t logged = UINT32_MAX;
    for (size_t i = 0; i < responses->count; i++) {
        const struct response *response = responses->list[i];
        if (response->action == BLOB_LOG)
            logged = response->count < logged ? response->count : logged;
        else if (!harsh || response->count < harsh->count)
            harsh = response;
    }
    if (!profile->is_used || !harsh || logged <= harsh->count)
        return;
    struct diagnostic *d =
        report(findings(model), XP0704, harsh->declared.place, "this happens before the log says anything");
    report_help(findings(model), d, "let the log tell of the first violation: `log at 1`");
}

void lint_profiles(struct model *model)
{
    lint_permissions(model);
    lint_histories(model);
    for (size_t i = 0; i < model->profile_count; i++) {
        lint_rates(model, model->profiles[i]);
        lint_responses(model, model->profiles[i]);
    }
}
