/* SPDX-License-Identifier: GPL-2.0-only */
/* A host without Xen: its file, its clock, and which domains run. */
#include "runtime/sim_host.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int64_t wall(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

uint64_t sim_now(const struct sim *sim)
{
    int64_t passed = wall() - sim->state->boot;
    uint64_t now = (passed > 0 ? (uint64_t)passed : 0) + sim->state->skipped;
    return now < BLOB_MAX_TIME ? now : BLOB_MAX_TIME;
}

/* --- Domains --- */

struct sim_domain *sim_domain(const struct sim *sim, uint32_t domid)
{
    for (size_t i = 0; i < SIM_DOMAINS; i++)
        if (*sim->state->domains[i].label && sim->state->domains[i].domid == domid)
            return &sim->state->domains[i];
    return NULL;
}

struct sim_domain *sim_bearer(const struct sim *sim, const char *label)
{
    for (size_t i = 0; i < SIM_DOMAINS; i++)
        if (strcmp(sim->state->domains[i].label, label) == 0)
            return &sim->state->domains[i];
    return NULL;
}

uint32_t sim_index(const struct msm_policy *policy, const struct sim_domain *domain)
{
    return msm_find_domain(policy, domain->label, strlen(domain->label));
}

const struct blob_profile *sim_profile(const struct sim *sim, const struct msm_policy *policy,
                                       const struct sim_domain *domain)
{
    uint32_t index = sim_index(policy, domain);
    return index == BLOB_NONE ? NULL : msm_profile(policy, index, sim->state->sealed);
}

/* Into the first empty place: the places of those that run stay in the order of their ids. */
struct sim_domain *sim_create(struct sim *sim, const char *label)
{
    size_t end = SIM_DOMAINS;
    while (end && !*sim->state->domains[end - 1].label)
        end--;
    if (end == SIM_DOMAINS)
        return NULL;
    struct sim_domain *domain = &sim->state->domains[end];
    *domain = (struct sim_domain){.domid = sim->state->next_domid++};
    strncpy(domain->label, label, sizeof(domain->label) - 1);
    if (domain->domid) {
        sim_append(sim, XENON_CREATED, domain)->peer = 0;
        sim_append(sim, XENON_STARTED, domain)->peer = 0;
    }
    return domain;
}

void sim_end(struct sim *sim, struct sim_domain *domain)
{
    struct sim_domain *last = &sim->state->domains[SIM_DOMAINS - 1];
    sim_append(sim, XENON_ENDED, domain)->peer = XENON_NO_DOMAIN;
    memmove(domain, domain + 1, (size_t)(last - domain) * sizeof(*domain));
    memset(last, 0, sizeof(*last));
}

void sim_seal(struct sim *sim)
{
    if (sim->state->sealed)
        return;
    sim->state->sealed = true;
    sim->state->generation++;
    sim_append(sim, XENON_WAS_SEALED, sim_domain(sim, 0));
}

/* --- The file --- */

/* What in it could lead astray. All numbers besides are bounded where they are used. */
static bool is_sane(struct sim_state *state)
{
    for (size_t i = 0; i < SIM_DOMAINS; i++)
        if (state->domains[i].label[BLOB_MAX_NAME])
            return false;
    return state->live.size <= BLOB_MAX_SIZE && state->confirmed.size <= BLOB_MAX_SIZE &&
           state->candidate.size <= BLOB_MAX_SIZE;
}

static bool open_blob(const struct sim_blob *blob, struct msm_policy *policy)
{
    struct msm_where where;
    *policy = (struct msm_policy){.header = NULL};
    return !blob->size || msm_open(policy, blob->bytes, blob->size, &where) == MSM_OK;
}

int sim_lock(struct sim *sim)
{
    struct msm_policy confirmed;
    flock(sim->file, LOCK_EX);
    sim->known = sim->state->next;
    if (!is_sane(sim->state) || !sim->state->live.size || !open_blob(&sim->state->live, &sim->live) ||
        !open_blob(&sim->state->candidate, &sim->candidate) ||
        !open_blob(&sim->state->confirmed, &confirmed)) {
        sim_unlock(sim);
        return -EBADMSG;
    }
    sim_settle(sim);
    return 0;
}

/* Who watches the file's times learns that there are new records. */
void sim_unlock(struct sim *sim)
{
    if (sim->state->next != sim->known)
        futimens(sim->file, NULL);
    sim_set_timer(sim);
    flock(sim->file, LOCK_UN);
}

static int map(struct sim *sim)
{
    void *state = mmap(NULL, sizeof(*sim->state), PROT_READ | PROT_WRITE, MAP_SHARED, sim->file, 0);
    if (state == MAP_FAILED)
        return -errno;
    sim->state = state;
    return 0;
}

static int check_head(const struct sim *sim)
{
    char magic[sizeof(sim->state->magic)];
    struct stat about;
    if (fstat(sim->file, &about))
        return -errno;
    if (about.st_size != sizeof(*sim->state) || pread(sim->file, magic, sizeof(magic), 0) != sizeof(magic) ||
        memcmp(magic, SIM_MAGIC, sizeof(magic)))
        return -EBADMSG;
    return 0;
}

int sim_attach(const char *path, struct sim **made)
{
    struct sim *sim = calloc(1, sizeof(*sim));
    if (!sim)
        return -ENOMEM;
    sim->watch = SIM_UNWATCHED;
    sim->file = open(path, O_RDWR | O_CLOEXEC);
    int error = sim->file < 0 ? -errno : check_head(sim);
    if (!error)
        error = map(sim);
    if (error) {
        sim_free(sim);
        return error;
    }
    *made = sim;
    return 0;
}

void sim_free(struct sim *sim)
{
    if (sim->state)
        munmap(sim->state, sizeof(*sim->state));
    sim_unwatch(sim);
    if (sim->file >= 0)
        close(sim->file);
    free(sim);
}

static void boot(struct sim *sim, const void *blob, size_t size, const struct msm_policy *policy)
{
    struct sim_state *state = sim->state;
    memcpy(state->live.bytes, blob, size);
    state->live.size = (uint32_t)size;
    state->boot = wall();
    state->generation = 1;
    sim->live = *policy;
    sim_append(sim, XENON_LOADED, NULL)->operand = policy->policy->version;
    sim_create(sim, msm_label(policy, policy->policy->control_domain));
    memcpy(state->magic, SIM_MAGIC, sizeof(state->magic));
}

int sim_boot(const char *path, const void *blob, size_t size, struct msm_where *where)
{
    struct msm_policy policy;
    struct sim sim = {.watch = SIM_UNWATCHED};
    enum msm_fault fault = msm_open(&policy, blob, size, where);
    if (fault != MSM_OK)
        return (int)fault;
    sim.file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (sim.file < 0)
        return -errno;
    int error = ftruncate(sim.file, sizeof(*sim.state)) ? -errno : map(&sim);
    if (!error) {
        boot(&sim, blob, size, &policy);
        munmap(sim.state, sizeof(*sim.state));
    }
    close(sim.file);
    return error;
}

int sim_read_live(const char *path, void **blob, size_t *size)
{
    struct sim *sim;
    int error = sim_attach(path, &sim);
    if (error)
        return error;
    error = sim_lock(sim);
    if (!error) {
        *size = sim->state->live.size;
        *blob = malloc(*size);
        if (*blob)
            memcpy(*blob, sim->state->live.bytes, *size);
        error = *blob ? 0 : -ENOMEM;
        sim_unlock(sim);
    }
    sim_free(sim);
    return error;
}
