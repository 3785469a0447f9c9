/* SPDX-License-Identifier: GPL-2.0-only */
/* The comparison of all guests, and of the domains with them. */
#include <inttypes.h>
#include <string.h>
#include "policyc/inventory/compare_parts.h"
#include "policyc/read/view.h"

/* --- Where a policy says something --- */

/* The word that begins at a rule's place. False if the policy's source isn't there, or has changed since. */
static bool find_place(const struct comparison *comparison, uint32_t rule, struct span *span)
{
    const struct blob_rule *place = &comparison->policy->rules[rule];
    const char *name = view_file(comparison->policy, rule);
    for (uint32_t i = 0; comparison->has_source && i < comparison->sources->count; i++) {
        const struct source *source = comparison->sources->list[i];
        if (strcmp(source->name, name) != 0 || place->line > source->line_count)
            continue;
        uint32_t length;
        const char *line = source_line(source, place->line, &length);
        if (place->column > length)
            continue;
        span->file = i;
        span->start = (uint32_t)(line - source->text) + place->column - 1;
        span->end = span->start;
        while (span->end < source->size && !strchr(" \t\r\n{},", source->text[span->end]))
            span->end++;
        return true;
    }
    return false;
}

void compare_show_rule(const struct comparison *comparison, struct diagnostic *diagnostic, uint32_t rule,
                       const char *what)
{
    const struct blob_rule *place = &comparison->policy->rules[rule];
    struct span span;
    if (find_place(comparison, rule, &span))
        report_note(comparison->diagnostics, diagnostic, span, "%s", what);
    else if (!diagnostic->help)
        report_help(comparison->diagnostics, diagnostic, "%s at %s:%" PRIu32 ":%u", what,
                    view_file(comparison->policy, rule), place->line, (unsigned)place->column);
}

/* --- The guests --- */

static void compare_kind(const struct comparison *comparison, const struct guest *guest, uint32_t domain)
{
    const struct msm_policy *policy = comparison->policy;
    const struct blob_profile *profile = &policy->profiles[policy->domains[domain].profile];
    const char *wanted = wording_guest(profile->guest);
    if (!wanted || !guest->kind.text || strcmp(wanted, guest->kind.text) == 0)
        return;
    struct diagnostic *d =
        report(comparison->diagnostics, XP0810, guest->kind.span.end ? guest->kind.span : guest->place,
               "this is a guest of the kind `%s`, and the profile of `%s` is for `%s`", guest->kind.text,
               msm_label(policy, domain), wanted);
    compare_show_rule(comparison, d, profile->rule, "the profile");
}

/* --- The domains --- */

/* Nothing needs to be there for the control domain, the default, and fleets, which may be empty. */
static bool is_expected(const struct msm_policy *policy, uint32_t domain)
{
    return domain != policy->policy->control_domain && domain != policy->policy->default_domain &&
           !(policy->domains[domain].flags & BLOB_FLEET);
}

static void report_missing(const struct comparison *comparison, uint32_t domain)
{
    const struct msm_policy *policy = comparison->policy;
    const struct blob_rule *rule = &policy->rules[policy->domains[domain].rule];
    struct diagnostics *diagnostics = comparison->diagnostics;
    const char *label = msm_label(policy, domain);
    struct span span;
    if (find_place(comparison, policy->domains[domain].rule, &span))
        report(diagnostics, XP0804, span, "no virtual machine of the inventory is `%s`", label);
    else
        report_place(diagnostics, XP0804,
                     arena_print(diagnostics->arena, "%s:%" PRIu32 ":%u",
                                 view_file(policy, policy->domains[domain].rule), rule->line,
                                 (unsigned)rule->column),
                     "no virtual machine of the inventory is `%s`", label);
}

void compare(const struct comparison *comparison, const struct guest *guests, const struct guest_host *host)
{
    const struct msm_policy *policy = comparison->policy;
    uint32_t count = view_count(policy, BLOB_DOMAINS);
    bool *is_there = arena_array(comparison->diagnostics->arena, count, sizeof(*is_there));
    bool all_known = comparison->is_complete;
    for (const struct guest *guest = guests; guest; guest = guest->next) {
        uint32_t domain = compare_identity(comparison, guest);
        if (domain == BLOB_NONE) {
            all_known = false;
            continue;
        }
        is_there[domain] = true;
        compare_kind(comparison, guest, domain);
        compare_limits(comparison, guest, domain);
        compare_devices(comparison, guest, domain);
    }
    compare_host(comparison, guests, host);
    for (uint32_t i = 0; all_known && i < count; i++)
        if (!is_there[i] && is_expected(policy, i))
            report_missing(comparison, i);
}
