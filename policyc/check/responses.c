/* SPDX-License-Identifier: GPL-2.0-only */
/* on violation: what a profile says or inherits, which thresholds are never reached, what a domain can't do.
 */
#include <stdlib.h>
#include "policyc/check/profiles.h"

/* No machine makes more calls than one in so many ns, with all its processors. */
#define FASTEST_CALL 10u

static const char *const action_words[BLOB_ACTION_KINDS] = {[BLOB_LOG] = "log",
                                                            [BLOB_PAUSE] = "pause",
                                                            [BLOB_CRASH] = "crash",
                                                            [BLOB_DESTROY] = "destroy",
                                                            [BLOB_REBOOT_HOST] = "reboot host"};

static int compare_responses(const void *left, const void *right)
{
    const struct response *a = *(const struct response *const *)left;
    const struct response *b = *(const struct response *const *)right;
    if (a->action != b->action)
        return a->action < b->action ? -1 : 1;
    if (a->count != b->count)
        return a->count < b->count ? -1 : 1;
    if (a->window != b->window)
        return a->window < b->window ? -1 : 1;
    return a->declared.place.start < b->declared.place.start ? -1 : 1;
}

static bool is_same(const struct response *a, const struct response *b)
{
    return a->action == b->action && a->count == b->count && a->window == b->window;
}

static void check_window(struct model *model, const struct ast_amount *window)
{
    if (!window->value && window->span.end)
        report(findings(model), XP0250, window->span, "nothing happens within no time");
    if (window->value > BLOB_MAX_TIME)
        report(findings(model), XP0250, window->span, "this is longer than 292 years");
}

static struct response *make_response(struct model *model, const struct ast_action *source)
{
    check_window(model, &source->window);
    struct response *response = arena_alloc(&model->compilation->arena, sizeof(*response));
    *response = (struct response){.declared = {.effect = BLOB_RESPONSE, .place = source->span},
                                  .action = source->action,
                                  .count = check_count(model, &source->count, "a threshold"),
                                  .window = source->window.value};
    return response;
}

static void report_same(struct model *model, const struct response *first, const struct response *second)
{
    struct diagnostic *d = report(findings(model), XP0256, second->declared.place, "a second `%s at %u`",
                                  action_words[second->action], second->count);
    report_note(findings(model), d, first->declared.place, "the first is here");
}

/* Whether whenever the one is reached, the other, which is at least as grave, has been before or is too. */
static bool is_hidden_by(const struct response *lesser, const struct response *graver)
{
    return graver->action >= lesser->action && graver->count <= lesser->count &&
           (!graver->window || (lesser->window && graver->window >= lesser->window));
}

static void report_hidden(struct model *model, const struct response *lesser, const struct response *graver)
{
    struct diagnostic *d =
        report(findings(model), XP0257, lesser->declared.place,
               graver->action < BLOB_CRASH ? "this `%s` adds nothing: at %u there is a `%s` already"
                                           : "this `%s` is never reached: at %u there is a `%s` already",
               action_words[lesser->action], graver->count, action_words[graver->action]);
    report_note(findings(model), d, graver->declared.place, "here");
}

static void check_reachable(struct model *model, const struct responses *own)
{
    for (size_t i = 0; i < own->count; i++) {
        const struct response *response = own->list[i];
        if (response->window && response->count > response->window / FASTEST_CALL)
            report(findings(model), XP0257, response->declared.place,
                   "this `%s` is never reached: no machine makes %u calls in that time",
                   action_words[response->action], response->count);
        for (size_t j = own->count; j > 0; j--) {
            if (j - 1 == i || !is_hidden_by(response, own->list[j - 1]))
                continue;
            report_hidden(model, response, own->list[j - 1]);
            break;
        }
    }
}

/* Sorts them; of two that are the same the first is kept. */
static void order_responses(struct model *model, struct responses *own)
{
    size_t count = own->count;
    qsort(own->list, count, sizeof(struct response *), compare_responses);
    own->count = 0;
    for (size_t i = 0; i < count; i++) {
        struct response *response = own->list[i];
        struct response *before = own->count ? own->list[own->count - 1] : NULL;
        if (before && is_same(before, response))
            report_same(model, before, response);
        else
            own->list[own->count++] = response;
    }
}

void check_response(struct model *model, struct profile *profile, const struct ast_rule *source)
{
    struct responses *own = &profile->own_responses;
    if (own->is_said) {
        struct diagnostic *d =
            report(findings(model), XP0255, source->span, "a second `on violation` in one profile");
        report_note(findings(model), d, own->place, "the first is here");
        return;
    }
    const struct ast_actions *actions = &source->response->actions;
    *own = (struct responses){.is_said = true, .place = source->span, .binds = source->response->binds};
    size_t room = 0;
    for (const struct ast_action *action = actions->first; action; action = action->next)
        room++;
    own->list = arena_array(&model->compilation->arena, room, sizeof(struct response *));
    for (const struct ast_action *action = actions->first; action; action = action->next)
        own->list[own->count++] = make_response(model, action);
    if (!own->count)
        return;
    order_responses(model, own);
    if (own->count <= BLOB_MAX_ACTIONS)
        check_reachable(model, own);
    else
        report(findings(model), XP0252, source->span, "%zu thresholds; a profile can have at most %u",
               own->count, BLOB_MAX_ACTIONS);
}

void lower_responses(struct model *model, struct profile *profile)
{
    struct responses *found = &profile->responses;
    *found = profile->own_responses;
    for (size_t i = 0; i < profile->parent_count && !profile->own_responses.is_said; i++) {
        const struct responses *inherited = &profile->parents[i]->responses;
        if (!inherited->is_said || found->list == inherited->list)
            continue;
        if (found->is_said) {
            struct diagnostic *d =
                report(findings(model), XP0258, profile->source->span,
                       "`%s` inherits `on violation` from two profiles", profile->source->text);
            report_note(findings(model), d, found->place, "one of them");
            report_beside(d, inherited->place);
            report_help(findings(model), d, "say here which holds, with an `on violation` of its own");
            return;
        }
        *found = *inherited;
    }
}

/* --- Of whom it is said --- */

static void report_takes_host_down(struct model *model, const struct response *response)
{
    struct diagnostic *d =
        report(findings(model), XP0259, response->declared.place, "`%s` would take the host down with `%s`",
               action_words[response->action], model->control->name);
    report_note(findings(model), d, model->control->declared.place, "`%s` has this response",
                model->control->name);
    report_help(findings(model), d, "of `%s` say `log`, or `reboot host` if that is meant",
                model->control->name);
}

static void report_host(struct model *model, const struct response *response, const struct domain *domain)
{
    struct diagnostic *d = report(findings(model), XP0259, response->declared.place,
                                  "domain `%s` could reboot the host by breaking its policy", domain->name);
    report_note(findings(model), d, domain->declared.place, "`%s` has this response", domain->name);
    report_help(findings(model), d, "pause, crash or destroy the domain itself");
}

static void check_response_of(struct model *model, const struct domain *domain, bool *seen)
{
    bool is_control = domain == model->control;
    const struct responses *responses = &domain->profile->responses;
    if (seen[domain->profile->number] && !is_control)
        return;
    seen[domain->profile->number] = !is_control;
    for (size_t i = 0; i < responses->count; i++) {
        const struct response *response = responses->list[i];
        if (is_control && response->action != BLOB_LOG && response->action != BLOB_REBOOT_HOST)
            report_takes_host_down(model, response);
        else if (!is_control && response->action == BLOB_REBOOT_HOST)
            report_host(model, response, domain);
    }
}

/* Once for all domains that share a profile; Domain-0 may not do what others may. */
void check_domain_responses(struct model *model)
{
    bool *seen = arena_array(&model->compilation->arena, model->profile_count, sizeof(*seen));
    for (size_t i = 0; i < model->domain_count; i++)
        check_response_of(model, &model->domains[i], seen);
}
