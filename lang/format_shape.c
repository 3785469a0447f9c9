/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finds where items begin and which braces hold items, from words alone: the bodies of templates have no
 * tree before they are used. A name that is called like a word of the language is told from it by what stands
 * before it. Where that fails, a line breaks oddly, and nothing else happens.
 */
#include "lang/format_parts.h"

enum context {
    IN_FILE = 1, /* and in a template */
    IN_PROFILE = 2,
    IN_DOMAIN = 4,
    IN_HOST = 8,
    IN_BOOT = 16,
    IN_WAIVER = 32,
    IN_TEST = 64,
};

#define NESTING 3u /* file, template, block */

/* A word that begins items. */
struct opening {
    const char *word;
    unsigned int contexts; /* in which blocks */
    enum context opens;    /* what its block holds; 0: it has none, or one of names */
    bool brief;
    bool alone; /* nothing has to follow */
};

static const struct opening openings[] = {
    {"policy", IN_FILE, 0, false, false},
    {"xen", IN_FILE, 0, false, false},
    {"import", IN_FILE, 0, false, false},
    {"template", IN_FILE, IN_FILE, false, false},
    {"use", IN_FILE, 0, false, false},
    {"tag", IN_FILE | IN_DOMAIN, 0, true, false},
    {"group", IN_FILE | IN_DOMAIN, 0, true, false},
    {"set", IN_FILE, 0, false, false},
    {"host", IN_FILE, IN_HOST, false, false},
    {"profile", IN_FILE | IN_DOMAIN, IN_PROFILE, true, false},
    {"domain", IN_FILE, IN_DOMAIN, false, false},
    {"default", IN_FILE, IN_DOMAIN, false, false},
    {"service", IN_FILE, IN_DOMAIN, false, false},
    {"conflict", IN_FILE, 0, false, false},
    {"connect", IN_FILE | IN_WAIVER, 0, false, false},
    {"network", IN_FILE | IN_WAIVER, 0, false, false},
    {"boot", IN_FILE, IN_BOOT, false, false},
    {"never", IN_FILE, 0, false, false},
    {"waiver", IN_FILE, IN_WAIVER, false, false},
    {"test", IN_FILE, IN_TEST, false, false},
    {"allow", IN_PROFILE | IN_DOMAIN | IN_WAIVER, 0, false, false},
    {"deny", IN_PROFILE | IN_DOMAIN, 0, false, false},
    {"rate", IN_PROFILE | IN_DOMAIN, 0, false, false},
    {"on violation", IN_PROFILE | IN_DOMAIN, 0, false, false},
    {"guest", IN_PROFILE | IN_DOMAIN, 0, true, false},
    {"uuid", IN_DOMAIN, 0, true, false},
    {"trusted", IN_DOMAIN, 0, true, true},
    {"memory", IN_DOMAIN | IN_HOST, 0, true, false},
    {"vcpus", IN_DOMAIN, 0, true, false},
    {"event_channels", IN_DOMAIN, 0, true, false},
    {"grant_frames", IN_DOMAIN, 0, true, false},
    {"maptrack_frames", IN_DOMAIN, 0, true, false},
    {"cpu", IN_DOMAIN, 0, true, false},
    {"pci", IN_DOMAIN, 0, true, false},
    {"serves", IN_DOMAIN, 0, true, false},
    {"restart", IN_DOMAIN, 0, true, false},
    {"delegate", IN_DOMAIN, 0, true, false},
    {"cpus", IN_HOST, 0, true, false},
    {"limits", IN_WAIVER, 0, false, false},
    {"wait", IN_TEST, 0, false, false},
    {"seal", IN_TEST, 0, false, true},
};

/* Within an item: what has to follow these is a name, however it is called. */
static const char *const before_names[] = {
    ",",      ".",       ":",      "=",    "->", "<->", "<=",      "=>", "(",   "set",
    "domain", "extends", "except", "flow", "of", "on",  "through", "to", "via",
};

struct shape {
    struct elements *elements;
    struct blocks blocks;
    enum context contexts[NESTING];
    uint32_t open[NESTING]; /* which block made it */
    unsigned int depth;
    unsigned int lists; /* braces around names, */
    unsigned int parentheses;
    bool due;                   /* the next token begins an item whatever it is */
    uint32_t head;              /* the item's first element, */
    uint32_t word;              /* its first token, */
    const struct opening *item; /* and what that is; or NULL */
    uint32_t before;            /* the last token */
    uint32_t origin;            /* the first annotation since then, or NO_ORIGIN */
};

#define NO_ORIGIN UINT32_MAX

static const struct opening *find_opening(const struct element *element, unsigned int contexts)
{
    for (size_t i = 0; i < sizeof(openings) / sizeof(openings[0]); i++)
        if (openings[i].contexts & contexts && element_is(element, openings[i].word))
            return &openings[i];
    return NULL;
}

bool element_is_brief(const struct element *element)
{
    const struct opening *opening = find_opening(element, IN_PROFILE | IN_DOMAIN | IN_HOST);
    return opening && opening->brief;
}

static bool is_before_name(const struct element *element)
{
    for (size_t i = 0; i < sizeof(before_names) / sizeof(before_names[0]); i++)
        if (element_is(element, before_names[i]))
            return true;
    return false;
}

/* Whether the token behind this one is `text`. */
static bool is_next(const struct elements *elements, uint32_t at, const char *text)
{
    for (at++; at < elements->count; at++)
        if (elements->list[at].kind == ELEMENT_TOKEN)
            return element_is(&elements->list[at], text);
    return false;
}

static bool begins_item(const struct shape *shape, uint32_t at)
{
    const struct elements *elements = shape->elements;
    enum context context = shape->contexts[shape->depth];
    if (shape->due)
        return true;
    if (shape->parentheses || is_before_name(&elements->list[shape->before]))
        return false;
    if (shape->before == shape->word && shape->item && !shape->item->alone)
        return false;
    if (context == IN_BOOT)
        return is_next(elements, at, "allow");
    return (context == IN_TEST && is_next(elements, at, ":")) || find_opening(&elements->list[at], context);
}

static void begin_item(struct shape *shape, uint32_t at)
{
    shape->head = shape->origin == NO_ORIGIN ? at : shape->origin;
    shape->word = at;
    shape->item = find_opening(&shape->elements->list[at], shape->contexts[shape->depth]);
    shape->elements->list[shape->head].role = ROLE_ITEM;
    shape->due = false;
}

/* The braces of a template within a template are none of a block: they can't be used. */
static bool opens_block(const struct shape *shape)
{
    if (shape->due || !shape->item || !shape->item->opens || shape->lists || shape->depth + 1 >= NESTING)
        return false;
    return shape->contexts[shape->depth] == IN_FILE && (shape->item->opens != IN_FILE || !shape->depth);
}

static void open_block(struct shape *shape, uint32_t at)
{
    struct block *block = &shape->blocks.list[shape->blocks.count];
    *block = (struct block){.head = shape->head, .open = at, .close = at};
    shape->elements->list[at].role = ROLE_OPEN;
    shape->depth++;
    shape->contexts[shape->depth] = shape->item->opens;
    shape->open[shape->depth] = shape->blocks.count++;
    shape->parentheses = 0;
    shape->due = true;
}

static void close_block(struct shape *shape, uint32_t at)
{
    shape->blocks.list[shape->open[shape->depth]].close = at;
    shape->depth--;
    shape->elements->list[at].role = ROLE_CLOSE;
    shape->elements->list[at].depth = shape->depth;
    shape->parentheses = 0;
    shape->due = true;
}

static void shape_open(struct shape *shape, uint32_t at)
{
    if (opens_block(shape))
        open_block(shape, at);
    else
        shape->lists++;
}

static void shape_close(struct shape *shape, uint32_t at)
{
    if (shape->lists)
        shape->lists--;
    else if (shape->depth)
        close_block(shape, at);
}

static void shape_word(struct shape *shape, uint32_t at)
{
    const struct element *element = &shape->elements->list[at];
    if (!shape->lists && begins_item(shape, at))
        begin_item(shape, at);
    else if (element_is(element, "("))
        shape->parentheses++;
    else if (element_is(element, ")") && shape->parentheses)
        shape->parentheses--;
}

static void shape_element(struct shape *shape, uint32_t at)
{
    struct element *element = &shape->elements->list[at];
    element->depth = shape->depth;
    if (element->kind == ELEMENT_ORIGIN && shape->origin == NO_ORIGIN)
        shape->origin = at;
    if (element->kind != ELEMENT_TOKEN)
        return;
    if (element_is(element, "{"))
        shape_open(shape, at);
    else if (element_is(element, "}"))
        shape_close(shape, at);
    else
        shape_word(shape, at);
    shape->before = at;
    shape->origin = NO_ORIGIN;
}

static uint32_t count_braces(const struct elements *elements)
{
    uint32_t count = 0;
    for (uint32_t at = 0; at < elements->count; at++)
        count += element_is(&elements->list[at], "{");
    return count;
}

struct blocks format_shape(struct arena *arena, struct elements *elements)
{
    struct shape shape = {.elements = elements, .contexts = {IN_FILE}, .due = true, .origin = NO_ORIGIN};
    shape.blocks.list = arena_array(arena, count_braces(elements), sizeof(*shape.blocks.list));
    for (uint32_t at = 0; at < elements->count; at++)
        shape_element(&shape, at);
    return shape.blocks;
}
