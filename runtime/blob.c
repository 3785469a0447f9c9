/* SPDX-License-Identifier: GPL-2.0-only */
/* Compiled policies, from files and from the host. */
#include "runtime/blob.h"
#include "runtime/words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Reads at most one byte more than a blob may have. */
static bool read_stream(struct blob *blob, FILE *file)
{
    size_t room = BLOB_MAX_SIZE + 1u;
    blob->data = malloc(room);
    if (!blob->data) {
        complain("%s: %s", blob->path, strerror(ENOMEM));
        return false;
    }
    blob->size = fread(blob->data, 1, room, file);
    if (ferror(file)) {
        complain("cannot read %s: %s", blob->path, strerror(errno));
        return false;
    }
    if (blob->size == room) {
        complain("%s is larger than the %u MiB that a policy blob may have", blob->path, BLOB_MAX_SIZE >> 20);
        return false;
    }
    return true;
}

static bool read_file(struct blob *blob)
{
    FILE *file = fopen(blob->path, "rb");
    if (!file) {
        complain("cannot open %s: %s", blob->path, strerror(errno));
        return false;
    }
    bool ok = read_stream(blob, file);
    fclose(file);
    return ok;
}

static bool ends_with(const char *text, const char *end)
{
    size_t size = strlen(text), tail = strlen(end);
    return size >= tail && strcmp(text + size - tail, end) == 0;
}

/* Text where a blob should be. A blob, even a damaged one, has NUL bytes in it. */
static bool is_source(const struct blob *blob)
{
    return blob->size > 0 && !memchr(blob->data, 0, blob->size);
}

static void complain_source(const struct blob *blob)
{
    if (ends_with(blob->path, ".xpol"))
        complain("%s is a policy's source; compile it first, and load what comes out:\n"
                 "    policyc %s -o %.*s.xpb",
                 blob->path, blob->path, (int)(strlen(blob->path) - strlen(".xpol")), blob->path);
    else
        complain("%s is text, not a compiled policy; policyc makes one from an .xpol file", blob->path);
}

enum policy_exit blob_load(struct blob *blob, const char *path)
{
    struct msm_where where;
    *blob = (struct blob){.path = path};
    if (!read_file(blob))
        return POLICY_TROUBLE;
    if (is_source(blob)) {
        complain_source(blob);
        return POLICY_TROUBLE;
    }
    if (msm_open(&blob->policy, blob->data, blob->size, &where) == MSM_OK)
        return POLICY_DONE;
    complain("refused: %s (%s, byte %u); the live policy stays in force", msm_fault_text(where.fault),
             msm_section_name(where.section), where.offset);
    return POLICY_REFUSED;
}

void blob_free(struct blob *blob)
{
    free(blob->data);
}

int blob_fetch(struct blob *blob, struct xenon *xenon, enum xenon_which which)
{
    void *data;
    struct msm_where where;
    *blob = (struct blob){.path = NULL};
    int error = xenon_fetch(xenon, which, &data, &blob->size, NULL);
    if (error)
        return error;
    blob->data = data;
    return !data || msm_open(&blob->policy, data, blob->size, &where) == MSM_OK ? 0 : -EPROTO;
}

enum policy_exit blob_fetch_live(struct blob *blob, struct xenon *xenon)
{
    int error = blob_fetch(blob, xenon, XENON_LIVE);
    if (!error && !blob->data)
        error = -EPROTO;
    return error ? complain_unreachable("fetch", error) : POLICY_DONE;
}

void blob_set_version(struct blob *blob, uint32_t version)
{
    struct blob_header *header = (struct blob_header *)(void *)blob->data;
    struct blob_policy *policy =
        (struct blob_policy *)(void *)(blob->data + header->section[BLOB_POLICY].offset);
    policy->version = version;
    msm_digest(header, blob->size, header->digest);
}
