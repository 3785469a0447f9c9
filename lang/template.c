/* SPDX-License-Identifier: GPL-2.0-only */
/* Finds the template of each use, gives its parameters their values, and reads its body. */
#include "lang/template.h"

#include <string.h>
#include "lang/names.h"
#include "lang/parse.h"
#include "lang/suggest.h"

struct expander {
    struct compilation *compilation;
    struct names templates;
    size_t uses;
    size_t text; /* bytes of bodies read */
};

static void lack(struct compilation *c)
{
    c->ast.incomplete = c->ast.lost.anything = true;
}

static const struct ast_parameter *find_parameter(const struct ast_parameter *first, const char *name)
{
    while (first && strcmp(first->name->text, name) != 0)
        first = first->next;
    return first;
}

static void check_parameters(struct compilation *c, const struct ast_template *template)
{
    const struct ast_parameter *parameter = template->parameters.first;
    for (; parameter; parameter = parameter->next) {
        const struct ast_parameter *first = find_parameter(template->parameters.first, parameter->name->text);
        if (first == parameter)
            continue;
        struct diagnostic *d = report(&c->diagnostics, XP0311, parameter->name->span,
                                      "there are two parameters called `%s`", parameter->name->text);
        report_note(&c->diagnostics, d, first->name->span, "the other one is here");
    }
}

static void declare(struct expander *expander)
{
    struct compilation *c = expander->compilation;
    for (struct ast_template *template = c->ast.templates; template; template = template->next) {
        check_parameters(c, template);
        const struct ast_template *first = names_add(&expander->templates, template->name->text, template);
        if (!first)
            continue;
        struct diagnostic *d = report(&c->diagnostics, XP0307, template->name->span,
                                      "there are two templates called `%s`", template->name->text);
        report_note(&c->diagnostics, d, first->name->span, "the other one is here");
    }
}

/* --- Checks: each reports what is wrong and returns false --- */

static bool check_known(struct expander *expander, struct ast_use *use)
{
    struct compilation *c = expander->compilation;
    use->template = names_find(&expander->templates, use->name->text);
    if (use->template)
        return true;
    if (lost_may_have(&c->ast.lost, use->name->text))
        return false;
    struct diagnostic *d =
        report(&c->diagnostics, XP0308, use->name->span, "there is no template `%s`", use->name->text);
    struct suggestion suggestion = {.word = use->name->text};
    for (const struct ast_template *template = c->ast.templates; template; template = template->next)
        suggest(&suggestion, template->name->text);
    if (!suggestion.best)
        return false;
    report_help(&c->diagnostics, d, "did you mean `%s`?", suggestion.best);
    report_fix(&c->diagnostics, d, use->name->span, "%s", suggestion.best);
    return false;
}

/* All templates of a circle are given up: each would show it once more. */
static bool check_circle(struct compilation *c, const struct ast_use *use)
{
    const struct ast_use *first = use->by;
    while (first && first->template != use->template)
        first = first->by;
    if (!first)
        return true;
    report(&c->diagnostics, XP0312, use->span, "template `%s` leads back to itself here", use->name->text);
    for (const struct ast_use *by = use; by != first; by = by->by)
        by->template->is_broken = true;
    return false;
}

static bool check_size(struct expander *expander, const struct ast_use *use)
{
    unsigned int depth = 0;
    for (const struct ast_use *by = use->by; by; by = by->by)
        depth++;
    expander->uses++;
    expander->text += use->template->body.end - use->template->body.start;
    if (depth < TEMPLATE_MAX_DEPTH && expander->uses <= TEMPLATE_MAX_USES &&
        expander->text <= TEMPLATE_MAX_TEXT)
        return true;
    report(&expander->compilation->diagnostics, XP0313, use->span,
           "too many templates: at most %u within one another, %u uses and %u MiB of text",
           TEMPLATE_MAX_DEPTH, TEMPLATE_MAX_USES, TEMPLATE_MAX_TEXT >> 20);
    return false;
}

static void report_argument(struct compilation *c, const struct ast_use *use,
                            const struct ast_parameter *argument)
{
    struct diagnostic *d =
        report(&c->diagnostics, XP0311, argument->name->span, "template `%s` has no parameter `%s`",
               use->name->text, argument->name->text);
    report_note(&c->diagnostics, d, use->template->name->span, "the template is here");
    struct suggestion suggestion = {.word = argument->name->text};
    const struct ast_parameter *known = use->template->parameters.first;
    for (; known; known = known->next)
        suggest(&suggestion, known->name->text);
    if (!suggestion.best)
        return;
    report_help(&c->diagnostics, d, "did you mean `%s`?", suggestion.best);
    report_fix(&c->diagnostics, d, argument->name->span, "%s", suggestion.best);
}

/* What is given has a parameter, and is given once. */
static bool check_given(struct compilation *c, const struct ast_use *use)
{
    bool is_sound = true;
    const struct ast_parameter *argument = use->arguments.first;
    for (; argument; argument = argument->next) {
        const struct ast_parameter *first = find_parameter(use->arguments.first, argument->name->text);
        if (!find_parameter(use->template->parameters.first, argument->name->text)) {
            report_argument(c, use, argument);
            is_sound = false;
        } else if (first != argument) {
            struct diagnostic *d = report(&c->diagnostics, XP0311, argument->name->span,
                                          "`%s` is given twice", argument->name->text);
            report_note(&c->diagnostics, d, first->name->span, "the first time is here");
            is_sound = false;
        }
    }
    return is_sound;
}

/* Every parameter is given, or has a default: they are in `arguments` then. */
static bool check_complete(struct compilation *c, const struct ast_use *use, struct ast_parameters *arguments)
{
    *arguments = (struct ast_parameters){0};
    const struct ast_parameter *parameter = use->template->parameters.first;
    for (; parameter; parameter = parameter->next) {
        const struct ast_parameter *given = find_parameter(use->arguments.first, parameter->name->text);
        const struct ast_parameter *value = given ? given : parameter;
        if (!value->value) {
            struct diagnostic *d =
                report(&c->diagnostics, XP0311, use->span, "template `%s` needs a value for `%s`",
                       use->name->text, parameter->name->text);
            report_note(&c->diagnostics, d, parameter->name->span, "the parameter has no default");
            return false;
        }
        struct ast_parameter *argument = AST_NODE(&c->arena, ast_parameter, .name = parameter->name,
                                                  .value = value->value, .token = value->token);
        AST_APPEND(*arguments, argument);
    }
    return true;
}

/* --- Reading --- */

static void report_misplaced(struct compilation *c, struct span span, const char *what)
{
    report(&c->diagnostics, XP0309, span, "%s can't stand in a template", what);
    lack(c);
}

/* What was added since `*list##_end` was kept is taken out again. */
#define REFUSE(c, list, kept, place, what)                                                                   \
    do {                                                                                                     \
        if (!*(kept))                                                                                        \
            break;                                                                                           \
        report_misplaced(c, (*(kept))->place, what);                                                         \
        *(kept) = NULL;                                                                                      \
        (c)->ast.list##_end = (kept);                                                                        \
    } while (0)

static void read_body(struct compilation *c, const struct ast_use *use, struct ast_parameters arguments)
{
    struct ast_policy **policies = c->ast.policies_end;
    struct ast_import **imports = c->ast.imports_end;
    struct ast_template **templates = c->ast.templates_end;
    size_t errors = c->diagnostics.errors;
    struct span part = use->template->body;
    part.file = source_expand(&c->sources, part.file, use->span);
    struct parsing parsing = {.arena = &c->arena,
                              .ast = &c->ast,
                              .sources = &c->sources,
                              .diagnostics = &c->diagnostics,
                              .part = part,
                              .use = use,
                              .arguments = arguments};
    parse(&parsing);
    REFUSE(c, policies, policies, span, "a `policy` statement");
    REFUSE(c, imports, imports, path->span, "an import");
    REFUSE(c, templates, templates, name->span, "a template");
    use->template->is_broken = c->diagnostics.errors > errors;
}

/* A body with a mistake is not read again: the mistake is reported. */
static bool expand(struct expander *expander, struct ast_use *use)
{
    struct compilation *c = expander->compilation;
    struct ast_parameters arguments;
    if (!check_known(expander, use))
        return false;
    use->template->is_used = true;
    if (use->template->is_broken || !check_circle(c, use) || !check_given(c, use) ||
        !check_complete(c, use, &arguments) || !check_size(expander, use))
        return false;
    read_body(c, use, arguments);
    return true;
}

void template_expand(struct compilation *c)
{
    struct expander expander = {.compilation = c, .templates = {.arena = &c->arena}};
    declare(&expander);
    for (struct ast_use *use = c->ast.uses; use; use = use->next) {
        if (!expand(&expander, use))
            lack(c);
        if (expander.uses > TEMPLATE_MAX_USES || expander.text > TEMPLATE_MAX_TEXT)
            break;
    }
}
