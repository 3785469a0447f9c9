/* SPDX-License-Identifier: GPL-2.0-only */
/* When a bridge's rules are to be others, and putting them there. */
#include "runtime/xenond/network.h"
#include "runtime/xenond/rules.h"
#include "runtime/xenond/xenond.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <syslog.h>
#include <unistd.h>
#include "policyc/read/openflow.h"

enum {
    LOOK = 5000, /* ms after which all is looked at, even when nothing was heard */
    RETRY = 200, /* ms, while something is missing */
};

/* A part of the rules as text. */
struct part {
    char *text; /* owned; NULL: there is none */
    size_t size;
};

struct network {
    const struct config *config;
    struct xenon *xenon;
    pthread_t thread;
    int event;                  /* descriptor: something has happened, or it ends */
    pthread_mutex_t lock;       /* of the next two */
    struct network_state state; /* what others are told */
    bool ending;

    /* The thread's own: */
    struct vifs *vifs;
    pid_t watcher;  /* 0: there is none */
    int heard;      /* descriptor: what it says */
    bool reached;   /* it has said something, so the switch is there */
    bool current;   /* the switch has .general and .special */
    bool ports_old; /* there may be others than .ports now */
    bool vifs_old;  /* the same of .vif_list */
    struct vif *vif_list;
    size_t vif_count;
    struct ovs_port *ports;
    size_t port_count;
    void *blob; /* of the live policy, which is open in .policy; NULL: none is known */
    uint32_t generation;
    struct msm_policy policy;
    struct part general; /* rules of the policy alone */
    struct part special; /* about interfaces */
    struct part faults;  /* why some have none */
    size_t interfaces;
    char trouble[OVS_ERROR]; /* what was said of last, or empty */
};

/* What goes wrong again and again is said once. */
__attribute__((format(printf, 2, 3))) static bool complain(struct network *network, const char *format, ...)
{
    char text[OVS_ERROR];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof(text), format, values);
    va_end(values);
    if (strcmp(text, network->trouble) != 0)
        say(LOG_ERR, "the network's rules stay as they are: %s", text);
    memcpy(network->trouble, text, sizeof(text));
    return false;
}

/* --- What there is --- */

static bool read_vifs(struct network *network)
{
    if (!network->vifs && !(network->vifs = vifs_open()))
        return complain(network, "xenstore can't be reached: %s", strerror(errno));
    struct vif *list;
    size_t count;
    int error = vifs_read(network->vifs, &list, &count);
    if (error) {
        vifs_close(network->vifs);
        network->vifs = NULL;
        return complain(network, "xenstore can't be read: %s", strerror(-error));
    }
    free(network->vif_list);
    network->vif_list = list;
    network->vif_count = count;
    network->vifs_old = false;
    return true;
}

static bool read_ports(struct network *network)
{
    struct ovs_port *ports;
    size_t count;
    char error[OVS_ERROR];
    if (!ovs_read_ports(network->config->bridge, &ports, &count, error))
        return complain(network, "%s", error);
    free(network->ports);
    network->ports = ports;
    network->port_count = count;
    network->ports_old = false;
    return true;
}

/* Takes over the text. Returns whether it is another than before. */
static bool take_part(struct part *part, char *text, size_t size)
{
    bool other = !part->text || part->size != size || memcmp(part->text, text, size) != 0;
    free(part->text);
    *part = (struct part){text, size};
    return other;
}

/* Takes over the blob, and makes of it what follows from the policy alone. */
static bool take_policy(struct network *network, void *blob, size_t size, uint32_t generation)
{
    struct msm_policy policy;
    struct msm_where where;
    struct arena arena = {.chunk = NULL};
    char *text = NULL;
    size_t length = 0;
    if (!blob || msm_open(&policy, blob, size, &where) != MSM_OK) {
        free(blob);
        return complain(network, "the live policy isn't one that this program knows");
    }
    FILE *out = open_memstream(&text, &length);
    if (out)
        openflow_write(&arena, out, &policy);
    arena_free(&arena);
    if (!out || fclose(out)) {
        free(blob);
        return complain(network, "no memory");
    }
    free(network->blob);
    network->blob = blob;
    network->policy = policy;
    network->generation = generation;
    network->current &= !take_part(&network->general, text, length);
    return true;
}

static bool read_policy(struct network *network)
{
    struct xenon_status status;
    void *blob = NULL;
    size_t size = 0;
    uint32_t generation = 0;
    int error = xenon_get_status(network->xenon, &status);
    if (!error && network->blob && status.generation == network->generation)
        return true;
    if (!error)
        error = xenon_fetch(network->xenon, XENON_LIVE, &blob, &size, &generation);
    if (error)
        return complain(network, "the live policy can't be read: %s", strerror(-error));
    return take_policy(network, blob, size, generation);
}

static void say_faults(const char *line)
{
    for (const char *end; (end = strchr(line, '\n')) != NULL; line = end + 1)
        say(LOG_WARNING, "%.*s", (int)(end - line), line);
}

/* The rules about interfaces, as all is now. */
static bool make_special(struct network *network)
{
    struct xenon_domain *domains;
    struct part special = {NULL, 0}, faults = {NULL, 0};
    size_t count;
    int error = xenon_list_domains(network->xenon, &domains, &count);
    if (error)
        return complain(network, "which domains run can't be read: %s", strerror(-error));
    struct rules_facts facts = {&network->policy,
                                domains,
                                count,
                                network->vif_list,
                                network->vif_count,
                                network->ports,
                                network->port_count,
                                network->config->uplink};
    FILE *out = open_memstream(&special.text, &special.size);
    FILE *why = open_memstream(&faults.text, &faults.size);
    if (out && why)
        network->interfaces = rules_write(out, why, &facts);
    free(domains);
    bool good = out && why;
    good &= out && !fclose(out);
    good &= why && !fclose(why);
    if (!good) {
        free(special.text);
        free(faults.text);
        return complain(network, "no memory");
    }
    network->current &= !take_part(&network->special, special.text, special.size);
    if (take_part(&network->faults, faults.text, faults.size))
        say_faults(faults.text);
    return true;
}

/* --- The switch --- */

/* A watcher that has said nothing yet may still come to nothing. */
static bool watch(struct network *network)
{
    char error[OVS_ERROR];
    if (network->watcher)
        return true;
    if (!ovs_secure(network->config->bridge, error))
        return complain(network, "%s", error);
    network->watcher = ovs_watch(network->config->bridge, &network->heard);
    if (network->watcher > 0)
        return true;
    network->watcher = 0;
    return complain(network, "ovs-ofctl can't be run: %s", strerror(errno));
}

static void unwatch(struct network *network)
{
    if (network->watcher)
        ovs_unwatch(network->watcher, network->heard);
    network->watcher = 0;
    network->reached = network->current = false;
}

/* What the watcher says counts only as a sign: that it has reached the switch, and that ports may be others.
 */
static void hear(struct network *network)
{
    static const char answer[] = "NXST_FLOW_MONITOR";
    char said[4096];
    ssize_t size = read(network->heard, said, sizeof(said) - 1);
    if (size > 0) {
        said[size] = '\0';
        network->reached |= strncmp(said, answer, strlen(answer)) == 0;
        network->ports_old = true;
    } else if (size == 0 || errno != EINTR) {
        complain(network, "Open vSwitch %s `%s`",
                 network->reached ? "has gone with its bridge" : "has no bridge", network->config->bridge);
        unwatch(network);
    }
}

/* All rules into the bridge, in the place of those it has. */
static bool install(struct network *network)
{
    char error[OVS_ERROR];
    int file = memfd_create("rules", MFD_CLOEXEC);
    FILE *out = file < 0 ? NULL : fdopen(dup(file), "w");
    bool good = out &&
                fwrite(network->general.text, 1, network->general.size, out) == network->general.size &&
                fwrite(network->special.text, 1, network->special.size, out) == network->special.size;
    if (out)
        good &= fclose(out) == 0;
    if (!good)
        snprintf(error, sizeof(error), "no memory");
    good = good && ovs_replace_rules(network->config->bridge, file, error);
    close(file);
    return good || complain(network, "%s", error);
}

/* --- The thread --- */

/* Does what is due. Returns whether the switch has the rules that it should have. */
static bool refresh(struct network *network)
{
    if (!watch(network) || (network->vifs_old && !read_vifs(network)) || !read_policy(network))
        return false;
    if (!network->reached || (network->ports_old && !read_ports(network)) || !make_special(network))
        return false;
    if (!network->current && !install(network))
        return false;
    if (network->trouble[0])
        say(LOG_NOTICE, "the network's rules are what they should be again");
    network->trouble[0] = '\0';
    return true;
}

/* Tells others. Returns whether it goes on. */
static bool publish(struct network *network, bool good)
{
    pthread_mutex_lock(&network->lock);
    struct network_state *state = &network->state;
    state->up = good;
    if (good) {
        state->changes += !network->current;
        state->generation = network->generation;
        state->interfaces = network->interfaces;
    }
    network->current |= good;
    bool ending = network->ending;
    pthread_mutex_unlock(&network->lock);
    return !ending;
}

static void wait(struct network *network, int timeout)
{
    uint64_t events;
    struct pollfd polls[] = {
        {.fd = network->event, .events = POLLIN},
        {.fd = network->vifs ? vifs_descriptor(network->vifs) : -1, .events = POLLIN},
        {.fd = network->watcher ? network->heard : -1, .events = POLLIN},
    };
    int heard = poll(polls, 3, timeout);
    if (heard == 0)
        network->vifs_old = network->ports_old = true;
    if (heard <= 0)
        return;
    if (polls[0].revents && read(network->event, &events, sizeof(events)) < 0)
        return;
    if (polls[1].revents)
        network->vifs_old |= vifs_changed(network->vifs);
    if (polls[2].revents)
        hear(network);
}

static void *run(void *context)
{
    struct network *network = context;
    bool good = refresh(network);
    while (publish(network, good)) {
        wait(network, good ? LOOK : RETRY);
        good = refresh(network);
    }
    return NULL;
}

/* Signals are the other threads' matter. */
static int start_thread(struct network *network)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&network->thread, NULL, run, network);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}

static void release(struct network *network)
{
    unwatch(network);
    vifs_close(network->vifs);
    free(network->vif_list);
    free(network->ports);
    free(network->blob);
    free(network->general.text);
    free(network->special.text);
    free(network->faults.text);
    xenon_close(network->xenon);
    close(network->event);
    pthread_mutex_destroy(&network->lock);
    free(network);
}

struct network *network_start(const struct config *config, struct xenon *xenon)
{
    struct network *network = calloc(1, sizeof(*network));
    if (!network) {
        xenon_close(xenon);
        return NULL;
    }
    network->config = config;
    network->xenon = xenon;
    network->ports_old = network->vifs_old = true;
    network->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    pthread_mutex_init(&network->lock, NULL);
    int error = network->event < 0 ? errno : start_thread(network);
    if (!error)
        return network;
    release(network);
    errno = error;
    return NULL;
}

void network_look(struct network *network)
{
    const uint64_t once = 1;
    if (network && write(network->event, &once, sizeof(once)) < 0)
        return; /* it has so many to see to that one more tells nothing */
}

void network_stop(struct network *network)
{
    if (!network)
        return;
    pthread_mutex_lock(&network->lock);
    network->ending = true;
    pthread_mutex_unlock(&network->lock);
    network_look(network);
    pthread_join(network->thread, NULL);
    release(network);
}

struct network_state network_state(struct network *network)
{
    struct network_state state = {.up = false};
    if (network) {
        pthread_mutex_lock(&network->lock);
        state = network->state;
        pthread_mutex_unlock(&network->lock);
    }
    return state;
}
