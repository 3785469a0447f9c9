/* SPDX-License-Identifier: GPL-2.0-only */
/* guest pv, pvh or hvm: what must not be refused to such a kernel. */
#include <string.h>
#include "policyc/check/lower.h"
#include "policyc/check/profiles.h"

static const char *const guest_words[BLOB_GUESTS] = {
    [BLOB_PV] = "pv", [BLOB_PVH] = "pvh", [BLOB_HVM] = "hvm"};

static const char *const kernel_words[BLOB_GUESTS] = {
    [BLOB_PV] = "a PV guest's", [BLOB_PVH] = "a PVH guest's", [BLOB_HVM] = "an HVM guest's"};

void check_guest(struct model *model, struct profile *profile, const struct ast_rule *source)
{
    const struct ast_name *name = source->guest;
    if (profile->guest_source) {
        struct diagnostic *d = report(findings(model), XP0261, name->span, "a second `guest` in one profile");
        report_note(findings(model), d, profile->guest_source->span, "the first is here");
        return;
    }
    profile->guest_source = name;
    for (unsigned int guest = BLOB_PV; guest < BLOB_GUESTS; guest++)
        if (strcmp(name->text, guest_words[guest]) == 0)
            profile->own_guest = (enum blob_guest)guest;
}

void lower_guest(struct model *model, struct profile *profile)
{
    profile->guest = profile->own_guest;
    for (size_t i = 0; i < profile->parent_count && profile->own_guest == BLOB_ANY_GUEST; i++) {
        const struct profile *parent = profile->parents[i];
        if (parent->guest == BLOB_ANY_GUEST || parent->guest == profile->guest)
            continue;
        if (profile->guest != BLOB_ANY_GUEST) {
            struct diagnostic *d =
                report(findings(model), XP0261, profile->source->span,
                       "`%s` extends a profile for `%s` and one for `%s`", profile->source->text,
                       guest_words[profile->guest], guest_words[parent->guest]);
            report_note(findings(model), d, profile->guest_source->span, "one of them");
            report_beside(d, parent->guest_source->span);
            report_help(findings(model), d, "say here which it is for");
            return;
        }
        profile->guest = parent->guest;
        profile->guest_source = parent->guest_source;
    }
}

/* --- The baseline --- */

static bool is_needed(const struct profile *profile, const struct vital_operation *vital)
{
    return vital->guests >> profile->guest & 1 && !operations_has(&profile->allowed, vital->operation);
}

/* All that the kernel needs and this rule refuses it, in a list for people. */
static const char *list_missing(struct model *model, const struct profile *profile, const struct rule *denial)
{
    struct operations set = {0};
    for (const struct vital_operation *vital = vital_operations; vital->guests; vital++)
        if (is_needed(profile, vital) && lower_find(profile, vital->operation) == denial)
            operations_add(&set, vital->operation);
    return list_operations(&model->compilation->arena, &set, operation_name);
}

static void report_refusal(struct model *model, const struct profile *profile,
                           const struct vital_operation *vital, const struct rule *denial)
{
    char name[OPERATION_NAME_SIZE];
    struct diagnostic *d =
        report(findings(model), XP0262, denial->place, "%s kernel can't do without `%s`: %s",
               kernel_words[profile->guest], operation_name(vital->operation, name), vital->refused);
    report_note(findings(model), d, profile->guest_source->span, "`%s` is for such a guest",
                profile->source->text);
    report_help(findings(model), d, denial->effect == BLOB_DECLARED ? "allow %s" : "don't deny %s",
                list_missing(model, profile, denial));
}

/* One finding for each rule that refuses something, which names all of it. */
static void check_baseline(struct model *model, const struct profile *profile)
{
    const struct vital_operation *first = vital_operations;
    for (const struct vital_operation *vital = first; vital->guests; vital++) {
        if (!is_needed(profile, vital))
            continue;
        const struct rule *denial = lower_find(profile, vital->operation);
        const struct vital_operation *before = first;
        while (before < vital &&
               (!is_needed(profile, before) || lower_find(profile, before->operation) != denial))
            before++;
        if (before == vital)
            report_refusal(model, profile, vital, denial);
    }
}

/* A kernel does these things to its own domain: that must be among those that `on` names. */
static void check_itself(struct model *model, const struct domain *domain)
{
    const struct profile *profile = domain->profile;
    uint32_t itself = (uint32_t)(domain - model->domains);
    for (const struct vital_operation *vital = vital_operations; vital->guests; vital++) {
        const struct rule *rule = lower_find(profile, vital->operation);
        if (!(vital->guests >> profile->guest & 1) || !rule->on ||
            lower_find_on(profile, vital->operation, itself) != &profile->declared)
            continue;
        char name[OPERATION_NAME_SIZE];
        struct diagnostic *d =
            report(findings(model), XP0262, rule->on->source.first->span,
                   "%s kernel can't do without `%s` on itself: %s", kernel_words[profile->guest],
                   operation_name(vital->operation, name), vital->refused);
        report_note(findings(model), d, domain->source->name->span, "`%s` is such a guest", domain->name);
        report_help(findings(model), d, "allow it on `%s` too", domain->name);
        return;
    }
}

/* What is refused from the seal on is refused: what boot { } allows besides doesn't count. */
void check_baselines(struct model *model)
{
    for (size_t i = 0; i < model->profile_count; i++) {
        const struct profile *profile = model->profiles[i];
        if (profile->is_held && profile->kind != PROFILE_BOOT && profile->guest != BLOB_ANY_GUEST)
            check_baseline(model, profile);
    }
    for (size_t i = 0; i < model->domain_count; i++)
        if (model->domains[i].profile->limited_rule_count)
            check_itself(model, &model->domains[i]);
}
