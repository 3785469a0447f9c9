/* SPDX-License-Identifier: GPL-2.0-only */
/* Goes through a policy's tree and notes each name in it. */
#include "policyc/server/index.h"

#include <ctype.h>
#include <string.h>
#include "lang/parse.h"
#include "parser.h"

static void use_name(struct index *index, enum symbol_kind kind, const struct ast_name *name)
{
    if (name)
        index_add(index, kind, NULL, name->text, name->span, NULL);
}

static void use_names(struct index *index, enum symbol_kind kind, const struct ast_names *names)
{
    for (const struct ast_name *name = names->first; name; name = name->next)
        use_name(index, kind, name);
}

static void declare(struct index *index, enum symbol_kind kind, const struct ast_name *name, const char *word)
{
    index_add(index, kind, NULL, name->text, name->span, word);
}

/* What `all except` leaves out can't be `all`. */
static void walk_items(struct index *index, const struct ast_item *item)
{
    for (; item; item = item->next) {
        if (item->kind == AST_ALL) {
            walk_items(index, item->except);
            continue;
        }
        const struct symbol *call =
            index_add(index, SYMBOL_HYPERCALL, NULL, item->hypercall->text, item->hypercall->span, NULL);
        for (const struct ast_name *name = item->subcommands.first; name; name = name->next)
            index_add(index, SYMBOL_SUBCOMMAND, call, name->text, name->span, NULL);
    }
}

static void walk_rule(struct index *index, const struct ast_rule *rule)
{
    walk_items(index, rule->items.first);
    if (rule->kind == AST_PERMISSION)
        use_names(index, SYMBOL_WHO, &rule->on);
}

static void walk_profiles(struct index *index, const struct ast *ast)
{
    for (const struct ast_profile *profile = ast->profiles; profile; profile = profile->next) {
        declare(index, SYMBOL_PROFILE, profile->name, "profile");
        use_names(index, SYMBOL_PROFILE, &profile->parents);
        for (const struct ast_rule *rule = profile->rules.first; rule; rule = rule->next)
            walk_rule(index, rule);
    }
}

static void walk_attribute(struct index *index, const struct ast_attribute *attribute)
{
    switch (attribute->kind) {
    case AST_PROFILE:
        use_name(index, SYMBOL_PROFILE, attribute->value);
        break;
    case AST_TAG:
        use_name(index, SYMBOL_WHO, attribute->value);
        break;
    case AST_MEMBER_OF:
        use_name(index, SYMBOL_GROUP, attribute->value);
        break;
    case AST_SERVES:
    case AST_DELEGATE:
        use_names(index, SYMBOL_WHO, &attribute->values);
        break;
    case AST_RULE:
        walk_rule(index, attribute->rule);
        break;
    default:
        break; /* has no name */
    }
}

static void walk_domains(struct index *index, const struct ast *ast)
{
    static const char *const words[] = {
        [AST_DOMAIN] = "domain", [AST_DEFAULT_DOMAIN] = "default domain", [AST_SERVICE] = "service"};
    for (const struct ast_domain *domain = ast->domains; domain; domain = domain->next) {
        declare(index, SYMBOL_WHO, domain->name, words[domain->kind]);
        for (const struct ast_attribute *a = domain->attributes.first; a; a = a->next)
            walk_attribute(index, a);
    }
}

static void walk_names(struct index *index, enum symbol_kind kind, const char *word,
                       const struct ast_names_statement *statement)
{
    for (; statement; statement = statement->next)
        for (const struct ast_name *name = statement->names.first; name; name = name->next)
            declare(index, kind, name, word);
}

static void walk_sets(struct index *index, const struct ast *ast)
{
    for (const struct ast_set *set = ast->sets; set; set = set->next) {
        declare(index, SYMBOL_WHO, set->name, "set");
        use_names(index, SYMBOL_WHO, &set->members);
    }
    for (const struct ast_conflict *conflict = ast->conflicts; conflict; conflict = conflict->next) {
        const struct ast_name *group = conflict->group;
        const struct symbol *owner = NULL;
        if (group)
            owner = index_add(index, SYMBOL_CONFLICTS, NULL, group->text, group->span, NULL);
        index_add(index, SYMBOL_CONFLICT, owner, conflict->name->text, conflict->name->span, "conflict set");
        use_names(index, SYMBOL_WHO, &conflict->members);
    }
}

static void walk_connect(struct index *index, const struct ast_connect *connect)
{
    use_name(index, SYMBOL_WHO, connect->left);
    use_name(index, SYMBOL_WHO, connect->right);
}

static void walk_network(struct index *index, const struct ast_network *network)
{
    use_name(index, SYMBOL_WHO, network->left);
    use_name(index, SYMBOL_WHO, network->right);
}

static void walk_relations(struct index *index, const struct ast *ast)
{
    for (const struct ast_connect *connect = ast->connects; connect; connect = connect->next)
        walk_connect(index, connect);
    for (const struct ast_network *network = ast->networks; network; network = network->next)
        walk_network(index, network);
    for (const struct ast_boot *boot = ast->boots; boot; boot = boot->next) {
        use_name(index, SYMBOL_WHO, boot->domain);
        walk_rule(index, boot->rule);
    }
    for (const struct ast_never *never = ast->nevers; never; never = never->next) {
        use_name(index, SYMBOL_WHO, never->from);
        use_name(index, SYMBOL_WHO, never->to);
        walk_items(index, never->items.first);
        use_names(index, SYMBOL_WHO, &never->subjects);
        use_names(index, SYMBOL_WHO, &never->except);
    }
}

static void walk_waivers(struct index *index, const struct ast *ast)
{
    for (const struct ast_waiver *waiver = ast->waivers; waiver; waiver = waiver->next)
        for (const struct ast_waived *waived = waiver->waived.first; waived; waived = waived->next) {
            walk_items(index, waived->items.first);
            use_names(index, SYMBOL_WHO, &waived->who);
            if (waived->connect)
                walk_connect(index, waived->connect);
            if (waived->network)
                walk_network(index, waived->network);
        }
}

static void walk_tests(struct index *index, const struct ast *ast)
{
    for (const struct ast_test *test = ast->tests; test; test = test->next)
        for (const struct ast_step *step = test->steps.first; step; step = step->next) {
            use_name(index, SYMBOL_WHO, step->subject);
            walk_items(index, step->operation);
            use_name(index, SYMBOL_WHO, step->object);
        }
}

/* Behind the parameter whose `$` is at `at`. A name doesn't end with `-`: `$a->$b`. */
static uint32_t parameter_end(const char *text, uint32_t at, uint32_t end)
{
    uint32_t last = at;
    for (at++; at < end && (isalnum((unsigned char)text[at]) || text[at] == '_' || text[at] == '-'); at++)
        if (text[at] != '-')
            last = at;
    return last + 1;
}

/* The uses of a template's parameters in its body, which the tree has only where the template is used. */
static void walk_body(struct index *index, const struct symbol *template, struct span body)
{
    const char *text = index->analysis->compilation.sources.list[body.file]->text;
    for (uint32_t at = body.start; at < body.end; at++) {
        if (text[at] == '#' || text[at] == '"') {
            const char *end = memchr(text + at + 1, text[at] == '#' ? '\n' : '"', body.end - at - 1);
            at = end ? (uint32_t)(end - text) : body.end;
        } else if (text[at] == '$') {
            struct span span = {body.file, at + 1, parameter_end(text, at, body.end)};
            const char *name = arena_text(index->arena, text + span.start, span.end - span.start);
            index_add(index, SYMBOL_PARAMETER, template, name, span, NULL);
            at = span.end - 1;
        }
    }
}

static void walk_uses(struct index *index, const struct ast *ast)
{
    for (const struct ast_use *use = ast->uses; use; use = use->next) {
        const struct symbol *symbol =
            index_add(index, SYMBOL_TEMPLATE, NULL, use->name->text, use->name->span, NULL);
        for (const struct ast_parameter *p = use->arguments.first; p; p = p->next)
            index_add(index, SYMBOL_PARAMETER, symbol, p->name->text, p->name->span, NULL);
    }
}

static void walk_templates(struct index *index, const struct ast *ast)
{
    for (const struct ast_template *template = ast->templates; template; template = template->next) {
        const struct ast_name *name = template->name;
        const struct symbol *symbol =
            index_add(index, SYMBOL_TEMPLATE, NULL, name->text, name->span, "template");
        for (const struct ast_parameter *p = template->parameters.first; p; p = p->next)
            index_add(index, SYMBOL_PARAMETER, symbol, p->name->text, p->name->span, "parameter");
        walk_body(index, symbol, template->body);
    }
}

static void walk_statements(struct index *index, const struct ast *ast)
{
    walk_profiles(index, ast);
    walk_names(index, SYMBOL_WHO, "tag", ast->tags);
    walk_names(index, SYMBOL_GROUP, "group", ast->groups);
    walk_domains(index, ast);
    walk_sets(index, ast);
    walk_relations(index, ast);
    walk_waivers(index, ast);
    walk_tests(index, ast);
    walk_uses(index, ast);
}

/* What a parameter stands for where its template isn't used: something that is written nowhere. */
#define NOTHING "\1"

/* The body of a template that isn't used isn't in the tree: it is read here, as far as it can be. */
static void walk_unused(struct index *index, const struct ast_template *template)
{
    struct ast ast;
    struct diagnostics unheard = {.arena = index->arena};
    struct parsing parsing = {.arena = index->arena,
                              .ast = &ast,
                              .sources = &index->analysis->compilation.sources,
                              .diagnostics = &unheard,
                              .part = template->body};
    for (const struct ast_parameter *p = template->parameters.first; p; p = p->next)
        AST_APPEND(parsing.arguments, AST_NODE(index->arena, ast_parameter, .name = p->name,
                                               .value = p->value ? p->value : NOTHING,
                                               .token = p->value ? p->token : TOKEN_NAME));
    ast_init(&ast);
    parse(&parsing);
    walk_statements(index, &ast);
}

void index_walk(struct index *index)
{
    const struct ast *ast = &index->analysis->compilation.ast;
    walk_templates(index, ast);
    walk_statements(index, ast);
    for (const struct ast_template *template = ast->templates; template; template = template->next)
        if (!template->is_used)
            walk_unused(index, template);
}
