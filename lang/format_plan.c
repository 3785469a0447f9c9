/* SPDX-License-Identifier: GPL-2.0-only */
/* Decides which blocks stand on one line, and lines up the braces of those that follow each other. */
#include <string.h>
#include "lang/format_parts.h"

#define BRIEF_MAX 6u /* items of a block on one line; of those that aren't brief, one */

static bool is_digit(const struct element *element)
{
    return element->text[0] >= '0' && element->text[0] <= '9';
}

/* Signs that mean nothing by themselves: where one stands tells what it is a part of. */
static bool is_odd(const struct element *element)
{
    static const char *const signs[] = {"{", "}", ",", ".", ":", "(", ")", "=", "<=", "=>", "->", "<->"};
    unsigned char first = (unsigned char)element->text[0];
    if (strchr("\"$@#_", first) || first >= 0x80 || is_digit(element) ||
        ((first | 0x20) >= 'a' && (first | 0x20) <= 'z'))
        return false;
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
        if (element_is(element, signs[i]))
            return false;
    return true;
}

bool format_is_glued(const struct element *left, const struct element *right)
{
    bool has_dot = element_is(left, ".") || element_is(right, ".");
    return is_odd(left) || is_odd(right) || (has_dot && (is_digit(left) || is_digit(right)));
}

uint32_t format_gap(const struct element *left, const struct element *right)
{
    if (right->role == ROLE_ITEM)
        return left->role == ROLE_OPEN ? 1 : 2;
    if (right->kind == ELEMENT_ORIGIN || left->kind == ELEMENT_ORIGIN)
        return 1;
    if (format_is_glued(left, right))
        return right->apart;
    bool is_tight = strchr(",.:()", right->text[0]) || strchr(".(", left->text[0]);
    return !is_tight;
}

/* Columns from the first element to the last, without those behind `limit`: nobody asks how much longer. */
static uint32_t measure(const struct elements *elements, uint32_t first, uint32_t last, uint32_t limit)
{
    const struct element *list = elements->list;
    uint32_t width = list[first].width;
    for (uint32_t at = first + 1; at <= last && width <= limit; at++)
        width += format_gap(&list[at - 1], &list[at]) + list[at].width;
    return width;
}

/* Whether what stands between the braces may share their line. */
static bool is_short(const struct elements *elements, const struct block *block)
{
    uint32_t items = 0;
    uint32_t long_items = 0;
    for (uint32_t at = block->head; at < block->close; at++) {
        const struct element *element = &elements->list[at];
        if (element->kind == ELEMENT_COMMENT || (element->role == ROLE_OPEN && at != block->open))
            return false;
        if (at < block->open || element->role != ROLE_ITEM)
            continue;
        while (elements->list[at].kind == ELEMENT_ORIGIN && at + 1 < block->close)
            at++;
        long_items += !element_is_brief(&elements->list[at]);
        if (++items > (long_items ? 1 : BRIEF_MAX))
            return false;
    }
    return true;
}

static bool is_template(const struct elements *elements, const struct block *block)
{
    return element_is(&elements->list[block->head], "template");
}

static void plan_block(const struct elements *elements, struct block *block)
{
    uint32_t indent = elements->list[block->open].depth * FORMAT_INDENT;
    if (block->close == block->open || is_template(elements, block) || !is_short(elements, block))
        return;
    block->header = indent + measure(elements, block->head, block->open, FORMAT_WIDTH);
    block->width = indent + measure(elements, block->head, block->close, FORMAT_WIDTH);
    block->one_line = block->width <= FORMAT_WIDTH;
}

/* Whether the block goes on with the row that `before` is in: like things on adjacent lines. */
static bool is_in_row(const struct elements *elements, const struct block *before, const struct block *block)
{
    const struct element *list = elements->list;
    uint32_t after = before->close + 1;
    if (!block->one_line || list[before->open].depth != list[block->open].depth)
        return false;
    if (list[after].kind == ELEMENT_COMMENT && !list[after].lines)
        after++;
    return after == block->head && list[block->head].lines < 2 &&
           list[block->head].length == list[before->head].length &&
           memcmp(list[block->head].text, list[before->head].text, list[block->head].length) == 0;
}

/* Lines up blocks [first, end), unless that makes one too long. */
static void align(struct block *first, const struct block *end)
{
    uint32_t header = 0;
    for (const struct block *block = first; block < end; block++)
        if (block->header > header)
            header = block->header;
    for (const struct block *block = first; block < end; block++)
        if (block->width + header - block->header > FORMAT_WIDTH)
            return;
    for (struct block *block = first; block < end; block++)
        block->padding = header - block->header;
}

void format_plan(const struct elements *elements, struct blocks *blocks)
{
    struct block *end = blocks->list + blocks->count;
    for (struct block *block = blocks->list; block < end; block++)
        plan_block(elements, block);
    for (struct block *first = blocks->list, *last; first < end; first = last) {
        last = first + 1;
        if (!first->one_line)
            continue;
        while (last < end && is_in_row(elements, last - 1, last))
            last++;
        align(first, last);
    }
}
