/* SPDX-License-Identifier: GPL-2.0-only */
/* The table `usage`, made once more from the records. */
#include "runtime/audit/usages.h"
#include "runtime/audit/sha256.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct usage {
    int64_t link, since, until; /* .until 0: it goes on */
    uint8_t sum[8];             /* of all else */
};

static bool add(struct usage **list, size_t *count, size_t *room, const struct usage *usage)
{
    if (*count == *room) {
        size_t more = *room ? 2 * *room : 64;
        struct usage *larger = realloc(*list, more * sizeof(*larger));
        if (!larger)
            return false;
        *list = larger;
        *room = more;
    }
    (*list)[(*count)++] = *usage;
    return true;
}

/* A short sum: it is compared with one that is made from the row, not kept for long. */
static void sum_up(uint8_t sum[8], const char *service, int64_t domid, const char *version,
                   const char *client, int64_t client_domid, int64_t boot)
{
    char text[4 * ENTRY_TEXT];
    uint8_t digest[ENTRY_HASH];
    struct sha256 sha;
    int size = snprintf(text, sizeof(text), "%s\n%lld\n%s\n%s\n%lld\n%lld", service, (long long)domid,
                        version, client, (long long)client_domid, (long long)boot);
    sha256_init(&sha);
    sha256_add(&sha, text, (size_t)size);
    sha256_end(&sha, digest);
    memcpy(sum, digest, 8);
}

static struct usage usage_of(const struct entry *entry)
{
    struct usage usage = {.since = entry->since};
    bool ended = entry->kind == ENTRY_UNLINKED;
    usage.link = ended ? entry->operand : entry->id;
    usage.until = ended ? entry->time : 0;
    sum_up(usage.sum, entry->label, entry->domid, entry->detail, entry->other, entry->peer, entry->boot);
    return usage;
}

static int by_link(const void *a, const void *b)
{
    const struct usage *left = a, *right = b;
    return (left->link > right->link) - (left->link < right->link);
}

static struct usage *find(struct usage *list, size_t count, int64_t link)
{
    struct usage key = {.link = link};
    return count ? bsearch(&key, list, count, sizeof(*list), by_link) : NULL;
}

static void end_all(struct usages *usages, int64_t time)
{
    for (; usages->open < usages->count; usages->open++)
        if (!usages->list[usages->open].until)
            usages->list[usages->open].until = time;
}

bool usages_learn(struct usages *usages, const struct entry *entry)
{
    if (entry->kind == ENTRY_BOOT)
        end_all(usages, entry->time);
    if (entry->kind != ENTRY_LINKED && entry->kind != ENTRY_UNLINKED)
        return true;
    struct usage usage = usage_of(entry);
    if (entry->kind == ENTRY_LINKED)
        return add(&usages->list, &usages->count, &usages->room, &usage);
    struct usage *begun = find(usages->list, usages->count, usage.link);
    if (!begun)
        return add(&usages->older, &usages->older_count, &usages->older_room, &usage);
    if (!begun->until)
        begun->until = usage.until;
    return true;
}

struct comparison {
    struct usages *usages;
    int64_t first; /* the first record */
    size_t next;   /* in the list: what the table has to hold next */
    int64_t wrong;
};

static bool compare_row(void *context, const struct store_value *row, unsigned int columns)
{
    struct comparison *comparison = context;
    struct usages *usages = comparison->usages;
    struct usage usage = {.link = row[0].number, .since = row[6].number, .until = row[7].number};
    const struct usage *wanted = NULL;
    (void)columns;
    sum_up(usage.sum, row[1].text, row[2].number, row[3].text, row[4].text, row[5].number, row[8].number);
    if (usage.link < comparison->first) {
        wanted = find(usages->older, usages->older_count, usage.link);
        if (!wanted && usage.until)
            return true; /* it began and ended in what was removed */
    } else if (comparison->next < usages->count) {
        wanted = &usages->list[comparison->next++];
    }
    if (wanted && memcmp(wanted, &usage, sizeof(usage)) == 0)
        return true;
    comparison->wrong = wanted && wanted->link < usage.link ? wanted->link : usage.link;
    return false;
}

enum store_result usages_compare(struct usages *usages, struct store *store, int64_t first, int64_t *wrong)
{
    struct comparison comparison = {.usages = usages, .first = first};
    if (usages->older_count)
        qsort(usages->older, usages->older_count, sizeof(*usages->older), by_link);
    enum store_result result =
        store_query(store,
                    "SELECT link, service, domid, version, client, client_domid, since, until, boot"
                    " FROM usage ORDER BY link",
                    NULL, 0, compare_row, &comparison);
    *wrong = comparison.wrong;
    if (result == STORE_STOPPED)
        return STORE_DONE;
    if (result == STORE_DONE && comparison.next < usages->count)
        *wrong = usages->list[comparison.next].link;
    return result;
}

void usages_free(struct usages *usages)
{
    free(usages->list);
    free(usages->older);
    *usages = (struct usages){.list = NULL};
}
