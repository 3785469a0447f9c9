/* SPDX-License-Identifier: GPL-2.0-only */
/* The history of a host's policies: its folder and its list. */
#include "runtime/history.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "lang/replace_file.h"
#include "policyc/read/view.h"
#include "runtime/words.h"

#define HOST_FOLDER "/var/lib/xenon/history"
#define LIST        "list"

static const char *const words[HISTORY_KINDS] = {
    [HISTORY_FOUND] = "found",         [HISTORY_LOADED] = "loaded",     [HISTORY_ON_TRIAL] = "on-trial",
    [HISTORY_CONFIRMED] = "confirmed", [HISTORY_ROLLBACK] = "rollback",
};

const char *history_word(enum history_kind kind)
{
    return words[kind];
}

const char *history_folder(const struct request *request)
{
    static char folder[4096];
    const char *file = simulated(request);
    snprintf(folder, sizeof(folder), "%s%s", file ? file : HOST_FOLDER, file ? ".history" : "");
    return folder;
}

const char *history_file(const char *folder, const char *digest)
{
    static char path[4200];
    snprintf(path, sizeof(path), "%s/%s.xpb", folder, digest);
    return path;
}

/* --- Reading --- */

/* NUMBER TIME USER KIND DIGEST VERSION NAME */
static bool parse(const char *line, struct history_entry *entry)
{
    char kind[16];
    int end = 0;
    *entry = (struct history_entry){.number = 0};
    if (sscanf(line, "%" SCNu32 " %" SCNd64 " %32s %15s %64[0-9a-f] %" SCNu32 " %n", &entry->number,
               &entry->time, entry->user, kind, entry->digest, &entry->version, &end) != 6 ||
        !end)
        return false;
    snprintf(entry->name, sizeof(entry->name), "%.*s", (int)strcspn(line + end, "\n"), line + end);
    for (entry->kind = 0; entry->kind < HISTORY_KINDS; entry->kind++)
        if (strcmp(words[entry->kind], kind) == 0)
            return true;
    return false;
}

static int read_list(FILE *file, struct history *history)
{
    char *line = NULL;
    size_t room = 0, size = 0;
    while (getline(&line, &room, file) > 0) {
        if (history->count == size) {
            size = size ? 2 * size : 16;
            struct history_entry *more = realloc(history->list, size * sizeof(*more));
            if (!more)
                break;
            history->list = more;
        }
        history->count += parse(line, &history->list[history->count]);
    }
    int error = feof(file) ? 0 : ferror(file) ? -EIO : -ENOMEM;
    free(line);
    return error;
}

int history_read(const char *folder, struct history *history)
{
    char path[4200];
    *history = (struct history){.count = 0};
    snprintf(path, sizeof(path), "%s/%s", folder, LIST);
    FILE *file = fopen(path, "r");
    if (!file)
        return errno == ENOENT ? 0 : -errno;
    int error = read_list(file, history);
    fclose(file);
    return error;
}

void history_free(struct history *history)
{
    free(history->list);
}

/* --- Writing --- */

/* Who is at the keyboard: as he logged in, whatever he became since. */
static const char *user(void)
{
    static char text[HISTORY_USER];
    unsigned int id = (unsigned int)-1;
    FILE *file = fopen("/proc/self/loginuid", "r");
    if (file && fscanf(file, "%u", &id) != 1)
        id = (unsigned int)-1;
    if (file)
        fclose(file);
    const struct passwd *entry = getpwuid(id == (unsigned int)-1 ? getuid() : id);
    if (entry && !strpbrk(entry->pw_name, " \t\n"))
        snprintf(text, sizeof(text), "%s", entry->pw_name);
    else
        snprintf(text, sizeof(text), "uid-%u", id == (unsigned int)-1 ? getuid() : id);
    return text;
}

/* The folder and those above it; only its owner reads it. */
static int make_folder(const char *folder)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s", folder);
    for (char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
        *at = 0;
        if (mkdir(path, 0755) && errno != EEXIST)
            return -errno;
        *at = '/';
    }
    return mkdir(path, 0700) && errno != EEXIST ? -errno : 0;
}

static int keep_blob(const char *folder, const char *digest, const struct blob_header *blob)
{
    struct arena arena = {0};
    const char *path = history_file(folder, digest);
    int error = access(path, F_OK) ? replace_file(&arena, path, blob, blob->size) : 0;
    arena_free(&arena);
    return -error;
}

static void digest_text(char text[HISTORY_DIGEST], const struct msm_policy *policy)
{
    for (size_t i = 0; i < BLOB_DIGEST; i++)
        snprintf(text + 2 * i, 3, "%02x", policy->header->digest[i]);
}

/* A name is text without control characters: the core has proven that. */
static int add_line(const char *folder, int file, enum history_kind kind, const struct msm_policy *policy,
                    const char *digest)
{
    char line[512];
    struct history history;
    int error = history_read(folder, &history);
    const struct history_entry *last = history.count ? &history.list[history.count - 1] : NULL;
    bool known = kind == HISTORY_FOUND && last && strcmp(last->digest, digest) == 0;
    snprintf(line, sizeof(line), "%u %lld %s %s %s %u %s\n", last ? last->number + 1 : 1,
             (long long)time(NULL), user(), words[kind], digest, policy->policy->version,
             view_text(policy, policy->policy->name));
    history_free(&history);
    if (error || known)
        return error;
    return write(file, line, strlen(line)) == (ssize_t)strlen(line) && fsync(file) == 0 ? 0 : -errno;
}

int history_add(const char *folder, enum history_kind kind, const struct msm_policy *policy)
{
    char digest[HISTORY_DIGEST], path[4200];
    digest_text(digest, policy);
    int error = make_folder(folder);
    if (!error)
        error = keep_blob(folder, digest, policy->header);
    if (error)
        return error;
    snprintf(path, sizeof(path), "%s/%s", folder, LIST);
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0)
        return -errno;
    flock(file, LOCK_EX);
    error = add_line(folder, file, kind, policy, digest);
    close(file);
    return error;
}
