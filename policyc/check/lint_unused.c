/* SPDX-License-Identifier: GPL-2.0-only */
/* Opinions on what is imported or declared for nothing. What is imported may be there for others too. */
#include "policyc/check/check.h"
#include "policyc/check/lint.h"

#define MAIN_FILE 0u

/* Which of the policy's files say something that counts. */
struct usage {
    struct model *model;
    bool *files;        /* by number */
    struct names names; /* of files, as imports say them: each names its bool in .files */
};

static void mark(struct usage *usage, struct span span)
{
    usage->files[span.file] = true;
}

/* Statements that mean something by themselves. */
static void mark_statements(struct usage *usage)
{
    const struct ast *ast = &usage->model->compilation->ast;
    for (const struct ast_domain *domain = ast->domains; domain; domain = domain->next)
        mark(usage, domain->keyword);
    for (const struct ast_host *host = ast->hosts; host; host = host->next)
        mark(usage, host->span);
    for (const struct ast_conflict *conflict = ast->conflicts; conflict; conflict = conflict->next)
        mark(usage, conflict->span);
    for (const struct ast_connect *connect = ast->connects; connect; connect = connect->next)
        mark(usage, connect->span);
    for (const struct ast_network *network = ast->networks; network; network = network->next)
        mark(usage, network->span);
    for (const struct ast_boot *boot = ast->boots; boot; boot = boot->next)
        mark(usage, boot->rule->span);
    for (const struct ast_never *never = ast->nevers; never; never = never->next)
        mark(usage, never->span);
    for (const struct ast_waiver *waiver = ast->waivers; waiver; waiver = waiver->next)
        mark(usage, waiver->name->span);
    for (const struct ast_test *test = ast->tests; test; test = test->next)
        mark(usage, test->span);
    for (const struct ast_use *use = ast->uses; use; use = use->next)
        mark(usage, use->span);
}

static bool is_used_name(const struct usage *usage, const struct ast_name *name)
{
    const struct who *who = names_find(&usage->model->who, name->text);
    return who->kind == WHO_TAG ? who->members.count : who->is_named;
}

/* The groups that domains have. */
static struct names find_groups(struct usage *usage)
{
    const struct model *model = usage->model;
    struct names groups = {.arena = &model->compilation->arena};
    for (size_t i = 0; i < model->domain_count; i++)
        if (model->domains[i].group)
            names_add(&groups, model->domains[i].group->text, &model->domains[i]);
    return groups;
}

static void judge(struct usage *usage, const struct ast_name *name, const char *what, bool is_used)
{
    if (is_used)
        mark(usage, name->span);
    if (is_used || name->span.file != MAIN_FILE)
        return;
    struct diagnostic *d =
        report(findings(usage->model), XP0710, name->span, "the %s `%s` is not used", what, name->text);
    report_help(findings(usage->model), d, "remove it");
}

static void judge_declarations(struct usage *usage)
{
    const struct ast *ast = &usage->model->compilation->ast;
    struct names had = find_groups(usage);
    for (const struct ast_names_statement *tags = ast->tags; tags; tags = tags->next)
        for (const struct ast_name *tag = tags->names.first; tag; tag = tag->next)
            judge(usage, tag, "tag", is_used_name(usage, tag));
    for (const struct ast_names_statement *groups = ast->groups; groups; groups = groups->next)
        for (const struct ast_name *group = groups->names.first; group; group = group->next)
            judge(usage, group, "group", names_find(&had, group->text));
    for (const struct ast_set *set = ast->sets; set; set = set->next)
        judge(usage, set->name, "set", is_used_name(usage, set->name));
    for (const struct ast_template *template = ast->templates; template; template = template->next)
        judge(usage, template->name, "template", template->is_used);
    for (size_t i = 0; i < usage->model->profile_count; i++)
        if (usage->model->profiles[i]->is_used)
            mark(usage, usage->model->profiles[i]->source->span);
}

/* Files of one name, in several folders, count as one. */
static void name_files(struct usage *usage)
{
    const struct sources *sources = &usage->model->compilation->sources;
    for (uint32_t file = 0; file < sources->count; file++) {
        bool *same = names_add(&usage->names, sources->list[file]->name, &usage->files[file]);
        if (same)
            *same = *same || usage->files[file];
    }
}

/* A file that imports another that counts, counts. */
static void follow_imports(struct usage *usage)
{
    for (unsigned int depth = 0; depth < IMPORT_MAX_DEPTH; depth++)
        for (const struct ast_import *import = usage->model->compilation->ast.imports; import;
             import = import->next) {
            const bool *counts = names_find(&usage->names, import->path->text);
            const char *importer = usage->model->compilation->sources.list[import->path->span.file]->name;
            bool *importer_counts = names_find(&usage->names, importer);
            if (counts && *counts)
                *importer_counts = true;
        }
}

static void judge_imports(struct usage *usage)
{
    for (const struct ast_import *import = usage->model->compilation->ast.imports; import;
         import = import->next) {
        const bool *counts = names_find(&usage->names, import->path->text);
        if (import->path->span.file != MAIN_FILE || !counts || *counts)
            continue;
        struct diagnostic *d = report(findings(usage->model), XP0709, import->path->span,
                                      "nothing in `%s` is used", import->path->text);
        report_help(findings(usage->model), d, "remove the import");
    }
}

void lint_unused(struct model *model)
{
    struct arena *arena = &model->compilation->arena;
    struct usage usage = {.model = model, .names = {.arena = arena}};
    usage.files = arena_array(arena, model->compilation->sources.count, sizeof(*usage.files));
    mark_statements(&usage);
    judge_declarations(&usage);
    name_files(&usage);
    follow_imports(&usage);
    judge_imports(&usage);
}
