/* SPDX-License-Identifier: GPL-2.0-only */
/* Making nodes, and finding where annotated text comes from. */
#include "lang/ast.h"

#include <string.h>

void ast_init(struct ast *ast)
{
    *ast = (struct ast){0};
    ast->policies_end = &ast->policies;
    ast->xens_end = &ast->xens;
    ast->imports_end = &ast->imports;
    ast->templates_end = &ast->templates;
    ast->uses_end = &ast->uses;
    ast->tags_end = &ast->tags;
    ast->groups_end = &ast->groups;
    ast->sets_end = &ast->sets;
    ast->hosts_end = &ast->hosts;
    ast->profiles_end = &ast->profiles;
    ast->domains_end = &ast->domains;
    ast->conflicts_end = &ast->conflicts;
    ast->connects_end = &ast->connects;
    ast->networks_end = &ast->networks;
    ast->boots_end = &ast->boots;
    ast->nevers_end = &ast->nevers;
    ast->waivers_end = &ast->waivers;
    ast->tests_end = &ast->tests;
}

void *ast_node(struct arena *arena, const void *node, size_t size)
{
    return arena_grow(arena, node, size, size);
}

struct ast_name *ast_name(struct arena *arena, struct span span, const char *text, size_t length)
{
    struct ast_name *name = arena_alloc(arena, offsetof(struct ast_name, text) + length + 1);
    name->span = span;
    memcpy(name->text, text, length);
    return name;
}

void ast_add_origin(struct ast *ast, struct arena *arena, struct ast_origin origin)
{
    struct ast_origins *origins = &ast->origins;
    if ((origins->count & (origins->count - 1)) == 0) {
        size_t bytes = origins->count * sizeof(origin);
        origins->list = arena_grow(arena, origins->list, bytes, bytes ? bytes * 2 : sizeof(origin));
    }
    origins->list[origins->count++] = origin;
}

static bool is_before(const struct ast_origin *origin, struct span place)
{
    return origin->file != place.file ? origin->file < place.file : origin->at < place.start;
}

const struct ast_origin *ast_find_origin(const struct ast *ast, struct span place)
{
    size_t low = 0;
    size_t high = ast->origins.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (is_before(&ast->origins.list[middle], place))
            low = middle + 1;
        else
            high = middle;
    }
    if (low == ast->origins.count)
        return NULL;
    const struct ast_origin *found = &ast->origins.list[low];
    return found->file == place.file && found->at == place.start ? found : NULL;
}
