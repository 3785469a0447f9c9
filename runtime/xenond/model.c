/* SPDX-License-Identifier: GPL-2.0-only */
/* What runs, and who serves whom. */
#include "runtime/xenond/model.h"
#include "runtime/xenond/image.h"

#include <stdlib.h>
#include <string.h>

/* A running domain. */
struct run {
    int64_t domid;
    char label[ENTRY_TEXT];
    char version[ENTRY_TEXT]; /* of a component, or empty */
    int64_t time_ns;          /* since the host booted, when it started */
    bool started;
    bool leaving; /* it is being restarted */
    bool stopped; /* by the hypervisor, for its violations */
    bool ended;   /* kept for one thing: to see that a service domain starts again */
};

struct link {
    int64_t id;              /* of its ENTRY_LINKED */
    int64_t service, client; /* domain ids */
    int64_t since;
    char service_label[ENTRY_TEXT], client_label[ENTRY_TEXT], version[ENTRY_TEXT];
};

static void copy(char to[ENTRY_TEXT], const char *from)
{
    memcpy(to, from, strlen(from) + 1);
}

void model_start(struct model *model, const struct config *config)
{
    *model = (struct model){.config = config};
}

void model_forget(struct model *model)
{
    model->run_count = model->link_count = 0;
    model->generation = 0;
}

void model_end(struct model *model)
{
    free(model->runs);
    free(model->links);
    free(model->live.blob);
    *model = (struct model){.config = NULL};
}

bool model_take_policy(struct model *model, void *blob, size_t size, uint32_t generation)
{
    struct model_policy live = {.blob = blob, .generation = generation};
    struct msm_where where;
    if (msm_open(&live.policy, blob, size, &where) != MSM_OK) {
        free(blob);
        return false;
    }
    free(model->live.blob);
    model->live = live;
    return true;
}

/* Makes room for one more. Returns false when there is no memory. */
static bool grow(void **array, size_t *room, size_t count, size_t size)
{
    if (count < *room)
        return true;
    size_t more = *room ? 2 * *room : 16;
    void *larger = realloc(*array, more * size);
    if (!larger)
        return false;
    *array = larger;
    *room = more;
    return true;
}

static struct run *find_run(struct model *model, int64_t domid)
{
    for (size_t i = 0; i < model->run_count; i++)
        if (model->runs[i].domid == domid && !model->runs[i].ended)
            return &model->runs[i];
    return NULL;
}

static void drop_run(struct model *model, size_t at)
{
    model->run_count--;
    memmove(&model->runs[at], &model->runs[at + 1], (model->run_count - at) * sizeof(*model->runs));
}

/* A label that runs again needs its last end no longer. */
static void drop_ended(struct model *model, const char *label)
{
    for (size_t i = 0; i < model->run_count; i++)
        if (model->runs[i].ended && strcmp(model->runs[i].label, label) == 0) {
            drop_run(model, i);
            return;
        }
}

static struct run *add_run(struct model *model, int64_t domid, const char *label)
{
    struct run *run = find_run(model, domid);
    if (!run) {
        if (!grow((void **)&model->runs, &model->run_room, model->run_count, sizeof(*model->runs)))
            return NULL;
        run = &model->runs[model->run_count++];
        *run = (struct run){.domid = domid};
    }
    copy(run->label, label);
    return run;
}

/* A link tells of two domains that run, as the records of their starts may have been removed. */
static bool start_run(struct model *model, int64_t domid, const char *label, int64_t time_ns)
{
    struct run *run = add_run(model, domid, label);
    if (run && !run->started) {
        run->started = true;
        run->time_ns = time_ns;
    }
    return run;
}

static const struct blob_service *service_of(const struct model *model, const char *label)
{
    const struct msm_policy *policy = &model->live.policy;
    if (!model->live.blob || model->generation != model->live.generation)
        return NULL; /* which policy was in force isn't known */
    uint32_t domain = msm_find_domain(policy, label, strlen(label));
    return domain == BLOB_NONE ? NULL : msm_service(policy, domain);
}

static bool is_service(const struct model *model, const struct run *run)
{
    for (size_t i = 0; i < model->link_count; i++)
        if (model->links[i].service == run->domid)
            return true;
    return run->version[0] != '\0';
}

/* The last end of a service domain is kept until it starts again. */
static void end_run(struct model *model, int64_t domid)
{
    struct run *run = find_run(model, domid);
    if (!run)
        return;
    if (is_service(model, run)) {
        drop_ended(model, run->label);
        run = find_run(model, domid);
        run->ended = true;
    } else {
        drop_run(model, (size_t)(run - model->runs));
    }
}

static bool add_link(struct model *model, const struct entry *entry)
{
    if (!grow((void **)&model->links, &model->link_room, model->link_count, sizeof(*model->links)))
        return false;
    struct link *link = &model->links[model->link_count++];
    *link =
        (struct link){.id = entry->id, .service = entry->domid, .client = entry->peer, .since = entry->time};
    copy(link->service_label, entry->label);
    copy(link->client_label, entry->other);
    copy(link->version, entry->detail);
    return start_run(model, entry->domid, entry->label, entry->time_ns) &&
           start_run(model, entry->peer, entry->other, entry->time_ns);
}

static void drop_link(struct model *model, int64_t id)
{
    for (size_t i = 0; i < model->link_count; i++)
        if (model->links[i].id == id) {
            model->link_count--;
            memmove(&model->links[i], &model->links[i + 1], (model->link_count - i) * sizeof(*model->links));
            return;
        }
}

static bool set_version(struct model *model, const struct entry *entry)
{
    struct run *run = find_run(model, entry->domid);
    if (run)
        copy(run->version, entry->other);
    return true;
}

/* Whether the live policy lets `service` serve `client`; then its rule is `*rule`. */
static bool serves(const struct model *model, const char *service, const char *client,
                   const struct blob_rule **rule)
{
    const struct msm_policy *policy = &model->live.policy;
    const struct blob_service *entry = service_of(model, service);
    if (!entry)
        return false;
    uint32_t domain = msm_find_domain(policy, client, strlen(client));
    *rule = &policy->rules[entry->rule];
    for (uint32_t i = 0; i < entry->clients; i++)
        if (policy->members[entry->first_client + i] == domain)
            return true;
    return false;
}

/* Returns whether the domain is a service that is to be restarted, and when. */
static bool is_to_restart(const struct model *model, const struct run *run, int64_t *when)
{
    const struct blob_service *service = service_of(model, run->label);
    if (!service || !run->started || run->ended || run->leaving || (!service->restart && !run->stopped))
        return false;
    *when = run->stopped ? run->time_ns : run->time_ns + (int64_t)service->restart;
    return true;
}

/* Whether `run` goes before `best`, which is due at best_when: of two that are due, who serves the other. */
static bool goes_first(const struct model *model, const struct run *run, int64_t when,
                       const struct model_due *best, int64_t now)
{
    const struct blob_rule *rule;
    if (when <= now && best->time_ns <= now && serves(model, run->label, best->label, &rule))
        return true;
    if (when <= now && best->time_ns <= now && serves(model, best->label, run->label, &rule))
        return false;
    return when < best->time_ns;
}

bool model_next_due(const struct model *model, int64_t now, struct model_due *due)
{
    bool found = false;
    int64_t when;
    for (const struct run *run = model->runs; run < model->runs + model->run_count; run++)
        if (is_to_restart(model, run, &when) && (!found || goes_first(model, run, when, due, now))) {
            *due = (struct model_due){.domid = run->domid, .label = run->label, .time_ns = when};
            found = true;
        }
    return found;
}

void model_set_leaving(struct model *model, int64_t domid, bool leaving)
{
    struct run *run = find_run(model, domid);
    if (run)
        run->leaving = leaving;
}

/* A domain that was ended runs no more, which its end says. */
static bool note_stop(struct model *model, const struct entry *entry)
{
    struct run *run = find_run(model, entry->domid);
    if (run && entry->action != BLOB_LOG)
        run->stopped = true;
    return true;
}

bool model_learn(struct model *model, const struct entry *entry)
{
    switch (entry->kind) {
    case ENTRY_BOOT:
        model_forget(model);
        return true;
    case XENON_CREATED:
        return add_run(model, entry->domid, entry->label);
    case XENON_STARTED:
    case ENTRY_FOUND:
        return start_run(model, entry->domid, entry->label, entry->time_ns);
    case XENON_ENDED:
    case ENTRY_GONE:
        end_run(model, entry->domid);
        return true;
    case XENON_ACTED:
        return note_stop(model, entry);
    case ENTRY_LINKED:
        return add_link(model, entry);
    case ENTRY_UNLINKED:
        drop_link(model, entry->operand);
        return true;
    case ENTRY_COMPONENT:
        return set_version(model, entry);
    case ENTRY_RESTARTED:
        drop_ended(model, entry->label);
        return true;
    case ENTRY_POLICY:
        model->generation = entry->generation;
        return true;
    default:
        return true;
    }
}

static const struct link *find_link(const struct model *model, int64_t service, int64_t client)
{
    for (size_t i = 0; i < model->link_count; i++)
        if (model->links[i].service == service && model->links[i].client == client)
            return &model->links[i];
    return NULL;
}

static bool emit_linked(const struct model *model, const struct run *service, const struct run *client,
                        const struct blob_rule *rule, const struct entry *cause,
                        const struct model_output *output)
{
    const struct msm_policy *policy = &model->live.policy;
    struct entry entry;
    entry_own(&entry, ENTRY_LINKED, cause);
    entry.domid = service->domid;
    entry.peer = client->domid;
    entry.generation = model->live.generation;
    entry.effect = BLOB_SERVICE;
    entry.line = rule->line;
    entry.place = rule->column;
    copy(entry.label, service->label);
    copy(entry.other, client->label);
    copy(entry.detail, service->version);
    const char *file = policy->strings + policy->files[rule->file].name;
    entry_set_text(entry.file, file, strlen(file));
    return output->store(output->context, &entry);
}

static bool emit_unlinked(const struct link *link, const struct entry *cause,
                          const struct model_output *output)
{
    struct entry entry;
    entry_own(&entry, ENTRY_UNLINKED, cause);
    entry.domid = link->service;
    entry.peer = link->client;
    entry.since = link->since;
    entry.operand = link->id;
    copy(entry.label, link->service_label);
    copy(entry.other, link->client_label);
    copy(entry.detail, link->version);
    return output->store(output->context, &entry);
}

/* Links the two if the policy says so and they aren't yet. Storing a link changes no run. */
static bool link_pair(const struct model *model, const struct run *service, const struct run *client,
                      const struct entry *cause, const struct model_output *output)
{
    const struct blob_rule *rule;
    if (service == client || !service->started || !client->started || service->ended || client->ended ||
        !serves(model, service->label, client->label, &rule) ||
        find_link(model, service->domid, client->domid))
        return true;
    return emit_linked(model, service, client, rule, cause, output);
}

static bool link_run(struct model *model, size_t at, const struct entry *cause,
                     const struct model_output *output)
{
    for (size_t i = 0; i < model->run_count; i++)
        if (!link_pair(model, &model->runs[at], &model->runs[i], cause, output) ||
            !link_pair(model, &model->runs[i], &model->runs[at], cause, output))
            return false;
    return true;
}

/* What a component is started as, where the configuration says so; and that it is not the first time. */
static bool describe_run(struct model *model, const struct run *run, const struct entry *cause,
                         const struct model_output *output)
{
    const struct config_component *component = config_find_component(model->config, run->label);
    struct entry entry;
    entry_own(&entry, ENTRY_COMPONENT, cause);
    entry.domid = run->domid;
    copy(entry.label, run->label);
    if (component) {
        entry_set_text(entry.other, component->version, strlen(component->version));
        image_digest(component->image, entry.detail);
        if (!output->store(output->context, &entry))
            return false;
    }
    for (size_t i = 0; i < model->run_count; i++)
        if (model->runs[i].ended && strcmp(model->runs[i].label, run->label) == 0) {
            entry_own(&entry, ENTRY_RESTARTED, cause);
            entry.domid = run->domid;
            entry.peer = model->runs[i].domid;
            copy(entry.label, run->label);
            return output->store(output->context, &entry);
        }
    return true;
}

static bool follow_start(struct model *model, const struct entry *cause, const struct model_output *output)
{
    struct run *run = find_run(model, cause->domid);
    if (!describe_run(model, run, cause, output))
        return false;
    run = find_run(model, cause->domid); /* the list may have changed */
    return link_run(model, (size_t)(run - model->runs), cause, output);
}

static bool unlink_run(struct model *model, const struct entry *cause, const struct model_output *output)
{
    for (size_t i = model->link_count; i-- > 0;)
        if (model->links[i].service == cause->domid || model->links[i].client == cause->domid) {
            struct link link = model->links[i];
            if (!emit_unlinked(&link, cause, output))
                return false;
        }
    return true;
}

static bool is_wanted(const struct model *model, const struct link *link)
{
    const struct blob_rule *rule;
    return serves(model, link->service_label, link->client_label, &rule);
}

/* After another policy took force. */
static bool relink(struct model *model, const struct entry *cause, const struct model_output *output)
{
    for (size_t i = model->link_count; i-- > 0;) {
        struct link link = model->links[i];
        if (!is_wanted(model, &link) && !emit_unlinked(&link, cause, output))
            return false;
    }
    for (size_t i = 0; i < model->run_count; i++)
        for (size_t j = 0; j < model->run_count && service_of(model, model->runs[i].label); j++)
            if (!link_pair(model, &model->runs[i], &model->runs[j], cause, output))
                return false;
    return true;
}

bool model_note_policy(struct model *model, const struct entry *cause, const struct model_output *output)
{
    const struct msm_policy *policy = &model->live.policy;
    if (!model->live.blob || model->generation == model->live.generation)
        return true;
    struct entry entry;
    entry_own(&entry, ENTRY_POLICY, cause);
    entry.generation = model->live.generation;
    entry.operand = policy->policy->version;
    const char *name = policy->strings + policy->policy->name;
    entry_set_text(entry.other, name, strlen(name));
    entry_set_hex(entry.detail, policy->header->digest, BLOB_DIGEST);
    return output->store(output->context, &entry) && relink(model, cause, output);
}

/* Only the live policy can be fetched: one that gave way since then is noted as unread. */
static bool follow_policy(struct model *model, const struct entry *cause, const struct model_output *output)
{
    if (model->live.generation != cause->generation)
        output->fetch(output->context);
    if (model->live.blob && model->live.generation == cause->generation)
        return model_note_policy(model, cause, output);
    struct entry entry;
    entry_own(&entry, ENTRY_UNREAD, cause);
    return output->store(output->context, &entry);
}

bool model_follow(struct model *model, const struct entry *cause, const struct model_output *output)
{
    switch (cause->kind) {
    case XENON_STARTED:
    case ENTRY_FOUND:
        return follow_start(model, cause, output);
    case XENON_ENDED:
    case ENTRY_GONE:
        return unlink_run(model, cause, output);
    case XENON_LOADED:
    case XENON_RESTORED:
    case XENON_WAS_SEALED:
        return follow_policy(model, cause, output);
    default:
        return true;
    }
}

static bool emit_run(enum entry_kind kind, int64_t domid, const char *label, const struct entry *cause,
                     struct model *model, const struct model_output *output)
{
    struct entry entry;
    entry_own(&entry, kind, cause);
    entry.domid = domid;
    copy(entry.label, label);
    return output->store(output->context, &entry) && model_follow(model, &entry, output);
}

static bool is_listed(const struct run *run, const struct xenon_domain *domains, size_t count)
{
    char label[ENTRY_TEXT];
    for (size_t i = 0; i < count; i++)
        if ((int64_t)domains[i].domid == run->domid) {
            entry_set_text(label, domains[i].label, sizeof(domains[i].label));
            return strcmp(label, run->label) == 0;
        }
    return false;
}

static bool drop_missing(struct model *model, const struct xenon_domain *domains, size_t count,
                         const struct entry *cause, const struct model_output *output)
{
    for (size_t i = model->run_count; i-- > 0;) {
        struct run run = model->runs[i];
        if (!run.ended && !is_listed(&run, domains, count) &&
            !emit_run(ENTRY_GONE, run.domid, run.label, cause, model, output))
            return false;
    }
    return true;
}

bool model_reconcile(struct model *model, const struct xenon_domain *domains, size_t count, bool lossy,
                     const struct entry *cause, const struct model_output *output)
{
    char label[ENTRY_TEXT];
    if (!drop_missing(model, domains, count, cause, output))
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct run *run = find_run(model, domains[i].domid);
        if (run && (run->started || !lossy))
            continue;
        entry_set_text(label, domains[i].label, sizeof(domains[i].label));
        if (!emit_run(ENTRY_FOUND, domains[i].domid, label, cause, model, output))
            return false;
    }
    return true;
}
