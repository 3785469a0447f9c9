/* SPDX-License-Identifier: GPL-2.0-only */
/* Offers what may be written at a place: words of the language, names, units, files. */
#include <string.h>
#include "lang/hypercalls.h"
#include "policyc/read/wording.h"
#include "policyc/server/context.h"
#include "policyc/server/features.h"
#include "policyc/server/folder.h"

/* The protocol's kinds. */
enum item_kind {
    ITEM_METHOD = 2,
    ITEM_FUNCTION = 3,
    ITEM_FIELD = 5,
    ITEM_VARIABLE = 6,
    ITEM_CLASS = 7,
    ITEM_MODULE = 9,
    ITEM_UNIT = 11,
    ITEM_KEYWORD = 14,
    ITEM_FILE = 17,
    ITEM_CONSTANT = 21,
};

struct completing {
    struct session *session;
    struct spot spot;
    struct context context;
    struct json *json;
    struct names offered; /* each is offered once */
};

/* The label is kept until the answer is whole. */
static void offer(struct completing *completing, enum item_kind kind, const char *label, const char *detail)
{
    struct json *json = completing->json;
    const struct span *word = &completing->context.word;
    if (names_add(&completing->offered, label, completing))
        return;
    json_object(json, NULL);
    json_string(json, "label", label, SIZE_MAX);
    json_number(json, "kind", kind);
    if (detail)
        json_string(json, "detail", detail, SIZE_MAX);
    json_object(json, "textEdit");
    analysis_write_range(completing->spot.analysis, json, "range", *word, completing->session->encoding);
    json_string(json, "newText", label, SIZE_MAX);
    json_end(json);
    json_end(json);
}

/* `allow` in the words of the grammar has its backquotes. */
static void offer_words(struct completing *completing)
{
    struct arena *arena = &completing->session->scratch;
    const struct parse_words *words = &completing->context.question.words;
    for (size_t i = 0; i < words->count; i++)
        if (expectation_wants(&completing->context.expectation, words->expected[i])) {
            const char *word = words->expected[i] + 1;
            offer(completing, ITEM_KEYWORD, arena_text(arena, word, strlen(word) - 1), NULL);
        }
}

static void offer_calls(struct completing *completing)
{
    for (size_t i = 0; i < hypercall_count; i++)
        offer(completing, ITEM_FUNCTION, hypercalls[i].name, hypercalls[i].text);
}

static void offer_subcommands(struct completing *completing)
{
    const char *name = completing->context.call;
    const struct hypercall *call = find_hypercall(name, strlen(name));
    if (call && call->alias_of)
        call = find_hypercall(call->alias_of, strlen(call->alias_of));
    for (size_t i = 0; call && i < call->count; i++)
        offer(completing, ITEM_METHOD, call->subcommands[i].name, call->subcommands[i].text);
}

static void offer_profiles(struct completing *completing, const struct ast *ast)
{
    for (const struct ast_profile *profile = ast->profiles; profile; profile = profile->next)
        offer(completing, ITEM_CLASS, profile->name->text, "profile");
}

static void offer_names(struct completing *completing, const struct ast_names_statement *statement,
                        const char *word)
{
    for (; statement; statement = statement->next)
        for (const struct ast_name *name = statement->names.first; name; name = name->next)
            offer(completing, ITEM_CONSTANT, name->text, word);
}

static void offer_who(struct completing *completing, const struct ast *ast)
{
    for (const struct ast_domain *domain = ast->domains; domain; domain = domain->next)
        offer(completing, ITEM_VARIABLE, domain->name->text,
              domain->kind == AST_SERVICE ? "service" : "domain");
    for (const struct ast_set *set = ast->sets; set; set = set->next)
        offer(completing, ITEM_VARIABLE, set->name->text, "set");
    offer_names(completing, ast->tags, "tag");
}

static void offer_conflicts(struct completing *completing, const struct ast *ast)
{
    for (const struct ast_conflict *conflict = ast->conflicts; conflict; conflict = conflict->next)
        if (conflict->group)
            offer(completing, ITEM_CONSTANT, conflict->group->text, "group of conflict sets");
}

static void offer_templates(struct completing *completing, const struct ast *ast)
{
    for (const struct ast_template *template = ast->templates; template; template = template->next)
        offer(completing, ITEM_MODULE, template->name->text, "template");
}

static void offer_arguments(struct completing *completing, const struct ast *ast)
{
    const struct ast_template *template = ast->templates;
    while (template && strcmp(template->name->text, completing->context.used) != 0)
        template = template->next;
    const struct ast_parameter *parameter = template ? template->parameters.first : NULL;
    for (; parameter; parameter = parameter->next)
        offer(completing, ITEM_FIELD, parameter->name->text, "parameter");
}

static void offer_parameters(struct completing *completing)
{
    struct arena *arena = &completing->session->scratch;
    const struct ast_name *name = completing->context.parameters.first;
    for (; name; name = name->next)
        offer(completing, ITEM_FIELD, arena_print(arena, "$%s", name->text), "parameter");
}

static void offer_units(struct completing *completing, enum ast_unit kind)
{
    const char *unit;
    for (size_t i = 0; (unit = amount_unit(kind, i)) != NULL; i++)
        offer(completing, ITEM_UNIT, unit, NULL);
}

static void offer_means(struct completing *completing)
{
    for (unsigned int bit = BLOB_GRANT; bit <= BLOB_FOREIGN; bit <<= 1)
        offer(completing, ITEM_KEYWORD, wording_means(bit), NULL);
}

static void offer_file(void *context, const char *name)
{
    struct completing *completing = context;
    struct arena *arena = &completing->session->scratch;
    offer(completing, ITEM_FILE, arena_text(arena, name, strlen(name)), NULL);
}

/* Policies beside the document and in the folders where imports are looked for. */
static void offer_files(struct completing *completing)
{
    const struct analysis_options *options = &completing->session->options;
    const char *path = completing->spot.document->path;
    const char *slash = strrchr(path, '/');
    if (slash)
        folder_each(arena_text(&completing->session->scratch, path, (size_t)(slash - path) + 1), offer_file,
                    completing);
    for (size_t i = 0; i < options->folder_count; i++)
        folder_each(options->folders[i], offer_file, completing);
}

static void offer_declared(struct completing *completing, unsigned int wants)
{
    const struct ast *ast = &completing->spot.analysis->compilation.ast;
    if (wants & WANT_PARAMETERS)
        offer_parameters(completing);
    if (wants & WANT_PROFILES)
        offer_profiles(completing, ast);
    if (wants & WANT_WHO)
        offer_who(completing, ast);
    if (wants & WANT_TAGS)
        offer_names(completing, ast->tags, "tag");
    if (wants & WANT_GROUPS)
        offer_names(completing, ast->groups, "group");
    if (wants & WANT_CONFLICTS)
        offer_conflicts(completing, ast);
    if (wants & WANT_TEMPLATES)
        offer_templates(completing, ast);
    if (wants & WANT_ARGUMENTS)
        offer_arguments(completing, ast);
}

static void offer_known(struct completing *completing, unsigned int wants)
{
    if (wants & WANT_CALLS)
        offer_calls(completing);
    if (wants & WANT_SUBCOMMANDS)
        offer_subcommands(completing);
    if (wants & WANT_MEANS)
        offer_means(completing);
    if (wants & WANT_SIZES)
        offer_units(completing, AST_BYTES);
    if (wants & WANT_TIMES)
        offer_units(completing, AST_NANOSECONDS);
    if (wants & WANT_FILES)
        offer_files(completing);
}

bool feature_complete(struct session *session, struct json_object *parameters, struct json *answer)
{
    struct completing completing = {.session = session, .json = answer, .offered.arena = &session->scratch};
    if (!parameter_target(session, parameters, &completing.spot))
        return false;
    context_find(session, &completing.spot, &completing.context);
    json_array(answer, "result");
    offer_declared(&completing, completing.context.wants);
    offer_words(&completing);
    offer_known(&completing, completing.context.wants);
    json_end(answer);
    return true;
}
