/* SPDX-License-Identifier: GPL-2.0-only */
/* Tests: the names in their steps are looked up, and what no step can lead to is reported. */
#include <string.h>
#include "lang/suggest.h"
#include "policyc/check/identity.h"
#include "policyc/check/profiles.h"
#include "policyc/check/relations.h"
#include "policyc/read/scenario.h"

#define MAX_CALLS 10000000u /* of one step: some seconds of work */

/* --- Names --- */

static bool is_of_fleet(const struct domain *domain, const char *label)
{
    return domain->fleet && strncmp(label, domain->name, strlen(domain->name) - 1) == 0;
}

static void report_unknown(struct model *model, const struct ast_name *name)
{
    struct suggestion suggestion = {.word = name->text};
    if (lost_may_have(&model->compilation->ast.lost, name->text))
        return;
    for (size_t i = 0; i < model->domain_count && may_guess(model); i++)
        suggest(&suggestion, model->domains[i].name);
    struct diagnostic *d =
        report(findings(model), XP0601, name->span, "no virtual machine can be called `%s`", name->text);
    const struct who *who = names_find(&model->who, name->text);
    if (who) {
        report_note(findings(model), d, who->declared->span, "this is a %s, and one domain is meant here",
                    who->kind == WHO_SET ? "set" : "tag");
    } else if (suggestion.best) {
        report_help(findings(model), d, "did you mean `%s`?", suggestion.best);
    }
}

/* The label itself, if a domain or a fleet has it; NULL after a report. */
static const char *check_label(struct model *model, const struct ast_name *name)
{
    const struct who *who = names_find(&model->who, name->text);
    if (who && who->kind == WHO_DOMAIN)
        return name->text;
    for (size_t i = 0; i < model->domain_count && !who; i++)
        if (is_of_fleet(&model->domains[i], name->text))
            return name->text;
    report_unknown(model, name);
    return NULL;
}

/* --- What a step does --- */

static unsigned int check_operation(struct model *model, const struct ast_item *item)
{
    size_t errors = findings(model)->errors;
    struct operations set = resolve_item(model, item);
    unsigned int operation = operations_next(&set, 0);
    if (findings(model)->errors != errors || operation == MSM_OPERATIONS)
        return 0;
    if (operations_next(&set, operation + 1) == MSM_OPERATIONS)
        return operation;
    char name[OPERATION_NAME_SIZE];
    struct diagnostic *d = report(findings(model), XP0604, item->span, "a step is about one operation");
    report_help(findings(model), d, "name one, `%s` for example", operation_name(operation, name));
    return 0;
}

static void check_times(struct model *model, const struct ast_step *source)
{
    if (source->times.span.end && !source->times.value)
        report(findings(model), XP0607, source->times.span, "a step that happens no times tests nothing");
    if (source->times.value > MAX_CALLS)
        report(findings(model), XP0607, source->times.span, "a step can have at most %u calls", MAX_CALLS);
}

static void check_call(struct model *model, const struct ast_step *source, struct scenario_step *step)
{
    step->deed = DEED_CALL;
    step->operation = check_operation(model, source->operation);
    step->times = source->times.value ? source->times.value : 1;
    check_times(model, source);
    if (!source->object)
        return;
    step->object = check_label(model, source->object);
    if (!step->operation || operation_has_object(step->operation))
        return;
    char name[OPERATION_NAME_SIZE];
    struct diagnostic *d = report(findings(model), XP0605, source->object->span,
                                  "`%s` acts on no other domain", operation_name(step->operation, name));
    report_help(findings(model), d, "leave `on %s` out", source->object->text);
}

static void check_send(struct model *model, const struct ast_step *source, struct scenario_step *step)
{
    struct ast_network network = {.span = source->span, .protocol = source->protocol, .ports = source->ports};
    struct blob_network *ports;
    size_t count;
    step->deed = DEED_SEND;
    if (source->object)
        step->object = check_label(model, source->object);
    if (check_packets(model, &network, &step->protocol, &ports, &count) && source->ports.first)
        step->port = ports->first_port;
}

static void check_reach(struct model *model, const struct ast_step *source, struct scenario_step *step)
{
    struct ast_names means = {.first = source->means, .last = source->means};
    step->deed = DEED_REACH;
    step->object = check_label(model, source->object);
    step->means = check_means(model, &means);
}

static void check_deed(struct model *model, const struct ast_step *source, struct scenario_step *step)
{
    switch (source->kind) {
    case AST_CALL:
        check_call(model, source, step);
        break;
    case AST_START:
        step->deed = DEED_START;
        break;
    case AST_STOP:
        step->deed = DEED_STOP;
        break;
    case AST_REACH:
        check_reach(model, source, step);
        break;
    case AST_REACH_NET:
        check_send(model, source, step);
        break;
    case AST_WAIT:
        step->deed = DEED_WAIT;
        break;
    case AST_SEAL:
        step->deed = DEED_SEAL;
        break;
    }
}

/* --- What it expects --- */

/* The word is the grammar's, so there is one. */
static enum refusal find_reason(const struct ast_name *name)
{
    enum refusal reason = REFUSED_QUIETLY;
    if (!name)
        return REFUSED_NOT;
    while (reason < REFUSED_PAUSED && strcmp(refusal_word(reason), name->text) != 0)
        reason++;
    return reason;
}

/* What can come of a deed: reasons of a refusal, a bit 1 << enum refusal each; REFUSED_NOT: any of them. */
static const struct {
    const char *name;
    unsigned int reasons;
    bool responses;
} outcomes[] = {
    [DEED_CALL] = {"a call", ~0u, true},
    [DEED_START] = {"a start", 1u << REFUSED_NOT | 1u << REFUSED_CONFLICT | 1u << REFUSED_PAUSED, false},
    [DEED_STOP] = {"a stop", 0, false},
    [DEED_REACH] = {"`connect`",
                    1u << REFUSED_NOT | 1u << REFUSED_CONFLICT | 1u << REFUSED_UNCONNECTED |
                        1u << REFUSED_PAUSED,
                    true},
    [DEED_SEND] = {"`network`",
                   1u << REFUSED_NOT | 1u << REFUSED_CONFLICT | 1u << REFUSED_UNCONNECTED |
                       1u << REFUSED_PAUSED,
                   false},
};

static void check_expected(struct model *model, const struct ast_step *source, struct scenario_step *step)
{
    bool can_be = true;
    step->outcome = source->expected;
    if (source->outcome == AST_IS_ALLOWED) {
        step->expected = EXPECT_ALLOW;
    } else if (source->outcome == AST_IS_DENIED) {
        step->expected = EXPECT_DENY;
        step->reason = find_reason(source->reason);
        can_be = outcomes[step->deed].reasons >> step->reason & 1;
    } else {
        step->expected = EXPECT_RESPONSE;
        step->response = (enum blob_action)(source->outcome - AST_IS_LOGGED + BLOB_LOG);
        can_be = outcomes[step->deed].responses;
    }
    if (!can_be)
        report(findings(model), XP0606, source->expected, "this can't come of %s", outcomes[step->deed].name);
}

static void check_step(struct model *model, const struct ast_step *source, struct scenario_step *step)
{
    step->place = source->span;
    step->duration = source->duration.value;
    if (source->subject)
        step->subject = check_label(model, source->subject);
    check_deed(model, source, step);
    if (source->subject)
        check_expected(model, source, step);
}

/* --- Tests --- */

static void check_test(struct model *model, const struct ast_test *source, struct scenario *test)
{
    *test = (struct scenario){.name = source->name->text, .place = source->name->span};
    for (const struct ast_step *step = source->steps.first; step; step = step->next)
        test->count++;
    if (!test->count && !source->is_damaged)
        report(findings(model), XP0603, source->name->span, "this test has no steps");
    test->steps = arena_array(&model->compilation->arena, test->count, sizeof(*test->steps));
    size_t count = 0;
    for (const struct ast_step *step = source->steps.first; step; step = step->next)
        check_step(model, step, &test->steps[count++]);
}

/* A template that is used twice has its test twice: these stand at one place. */
static void check_name_is_new(struct model *model, struct names *seen, struct ast_name *name)
{
    const struct compilation *c = model->compilation;
    const struct ast_name *before = names_add(seen, name->text, name);
    if (!before)
        return;
    struct identity first = identity_of(c, before->span), second = identity_of(c, name->span);
    if (identity_order(&first, &second) == 0)
        return;
    struct diagnostic *d =
        report(findings(model), XP0602, name->span, "a second test is called \"%s\"", name->text);
    report_note(findings(model), d, before->span, "the first is here");
}

void check_tests(struct model *model)
{
    struct arena *arena = &model->compilation->arena;
    struct names seen = {.arena = arena};
    size_t count = 0;
    for (const struct ast_test *test = model->compilation->ast.tests; test; test = test->next)
        count++;
    model->tests = arena_array(arena, count, sizeof(*model->tests));
    for (const struct ast_test *test = model->compilation->ast.tests; test; test = test->next) {
        check_name_is_new(model, &seen, test->name);
        check_test(model, test, &model->tests[model->test_count++]);
    }
}
