/* SPDX-License-Identifier: GPL-2.0-only */
/* What the settings of a configuration for xl say of a virtual machine. */
#include <string.h>
#include "policyc/inventory/guest.h"
#include "policyc/read/spelling.h"
#include "policyc/read/view.h"
#include "policyc/read/xl.h"

#define MIB 1024u /* KiB */

/* A configuration that is being understood. */
struct reading {
    struct guest *guest;
    const struct config *config;
    struct diagnostics *diagnostics;
    bool is_understood; /* so far */
};

static struct diagnostic *refuse(struct reading *reading, struct span span, const char *key, const char *what)
{
    reading->is_understood = false;
    return report(reading->diagnostics, XP0801, span, "`%s` %s", key, what);
}

/* The setting's text; nothing if it isn't set, or is a list. */
static struct guest_text find_text(struct reading *reading, const char *key)
{
    const struct config_setting *setting = config_find(reading->config, key);
    if (setting && !setting->value->text)
        refuse(reading, setting->value->span, key, "is a list, and should be one value");
    if (!setting || !setting->value->text)
        return (struct guest_text){0};
    return (struct guest_text){.text = setting->value->text, .span = setting->value->span};
}

/* Fills `number` if the setting is there, and returns its place. */
static struct span find_number(struct reading *reading, const char *key, uint64_t *number)
{
    const struct config_setting *setting = config_find(reading->config, key);
    struct guest_text text = find_text(reading, key);
    uint64_t value;
    if (!text.text)
        return (struct span){0};
    if (!config_number(setting, &value)) {
        refuse(reading, text.span, key, "is not set to a number that xl takes");
        return (struct span){0};
    }
    *number = value;
    return text.span;
}

/* --- Limits --- */

/* Of two settings, what it has at the start and what it may get, the second counts. */
static void read_limit(struct reading *reading, enum wording_limit limit)
{
    struct guest *guest = reading->guest;
    uint64_t *amount = guest_amount(guest, limit);
    guest->limit_places[limit] = find_number(reading, xl_settings[limit].key, amount);
    if (xl_settings[limit].most) {
        struct span most = find_number(reading, xl_settings[limit].most, amount);
        if (most.end)
            guest->limit_places[limit] = most;
    }
}

/* A list says it for each virtual processor; those for which it says nothing run anywhere. */
static void read_cpu_list(struct reading *reading, const struct config_value *list)
{
    struct guest *guest = reading->guest;
    uint64_t said = 0;
    for (const struct config_value *value = list->first; value; value = value->next, said++) {
        if (!value->text)
            refuse(reading, value->span, "cpus", "has a list in its list");
        else if (!guest_read_cpus(guest, value->text, value->span, reading->diagnostics))
            reading->is_understood = false;
    }
    if (said < (guest->limit_places[LIMIT_VCPUS].end ? guest->limits.vcpus : 1))
        guest_read_cpus(guest, "all", list->span, reading->diagnostics);
    guest->limit_places[LIMIT_CPU_AFFINITY] = list->span;
}

static void read_cpus(struct reading *reading)
{
    const struct config_setting *setting = config_find(reading->config, xl_settings[LIMIT_CPU_AFFINITY].key);
    if (!setting)
        return;
    const struct config_value *value = setting->value;
    if (!value->text)
        read_cpu_list(reading, value);
    else if (!guest_read_cpus(reading->guest, value->text, value->span, reading->diagnostics))
        reading->is_understood = false;
}

/* A cap of 0 is none. */
static void read_limits(struct reading *reading)
{
    struct guest *guest = reading->guest;
    for (enum wording_limit limit = 0; limit < LIMIT_CPU_AFFINITY; limit++)
        read_limit(reading, limit);
    if (guest->limit_places[LIMIT_MEMORY].end)
        guest->limits.memory *= MIB;
    if (guest->limit_places[LIMIT_CPU_CAP].end && !guest->limits.cpu_cap)
        guest->limits.cpu_cap = BLOB_UNLIMITED;
    read_cpus(reading);
}

/* --- Devices --- */

/* Where the device's number begins in a specification: it may come first, or behind `bdf=`. */
static const char *find_device_number(const char *text)
{
    static const char key[] = "bdf=";
    const char *found = strstr(text, key);
    return found && (found == text || found[-1] == ',') ? found + strlen(key) : text;
}

static bool read_device(struct guest_device *device, const char *text)
{
    char number[VIEW_DEVICE_SIZE];
    text = find_device_number(text);
    size_t length = strcspn(text, "@,");
    if (!length || length >= sizeof(number))
        return false;
    memcpy(number, text, length);
    number[length] = '\0';
    device->is_whole = number[length - 1] == '*';
    if (device->is_whole)
        number[length - 1] = '0';
    return parse_device(number, &device->device);
}

static void add_device(struct reading *reading, const struct config_value *value)
{
    struct guest_device *device = arena_alloc(reading->diagnostics->arena, sizeof(*device));
    device->span = value->span;
    if (!value->text || !read_device(device, value->text)) {
        report_help(reading->diagnostics,
                    refuse(reading, value->span, "pci", "has an entry without a device's number"),
                    "a device is given like this: \"0000:03:00.0\"");
        return;
    }
    device->next = reading->guest->devices;
    reading->guest->devices = device;
}

static void read_devices(struct reading *reading)
{
    const struct config_setting *setting = config_find(reading->config, "pci");
    reading->guest->says_devices = true; /* without the setting, it has none */
    if (!setting)
        return;
    if (setting->value->text)
        refuse(reading, setting->value->span, "pci", "is one value, and should be a list");
    for (const struct config_value *value = setting->value->first; value; value = value->next)
        add_device(reading, value);
}

/* --- What it is --- */

static void read_kind(struct reading *reading)
{
    static const char *const builders[][2] = {{"generic", "pv"}, {"hvm", "hvm"}};
    struct guest_text kind = find_text(reading, "type"), builder = find_text(reading, "builder");
    for (size_t i = 0; builder.text && !kind.text && i < 2; i++)
        if (strcmp(builder.text, builders[i][0]) == 0)
            kind = (struct guest_text){.text = builders[i][1], .span = builder.span};
    if (!kind.text)
        kind.text = "pv";
    reading->guest->kind = kind;
}

/* Of a setting that is there twice xl takes the last, without a word. */
static void check_once(struct reading *reading, const char *key)
{
    const struct config_setting *last = config_find(reading->config, key);
    if (!last || last->is_added)
        return;
    const struct config before = {.last = last->next};
    const struct config_setting *other = config_find(&before, key);
    if (other)
        report_note(reading->diagnostics,
                    report(reading->diagnostics, XP0811, other->span, "`%s` is set twice", key), last->span,
                    "this is what counts");
}

static void check_all_once(struct reading *reading)
{
    static const char *const keys[] = {"name", "seclabel", "init_seclabel", "uuid", "type", "builder", "pci"};
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        check_once(reading, keys[i]);
    for (enum wording_limit limit = 0; limit < LIMITS; limit++) {
        check_once(reading, xl_settings[limit].key);
        if (xl_settings[limit].most)
            check_once(reading, xl_settings[limit].most);
    }
}

bool guest_of_config(struct guest *guest, const struct config *config, struct diagnostics *diagnostics)
{
    struct reading reading = {
        .guest = guest, .config = config, .diagnostics = diagnostics, .is_understood = true};
    guest->is_xl = true;
    struct guest_text name = find_text(&reading, "name"), uuid = find_text(&reading, "uuid");
    if (name.text)
        guest->place = name.span;
    guest->label = find_text(&reading, "seclabel");
    guest->first_label = find_text(&reading, "init_seclabel");
    if (uuid.text && !guest_read_uuid(guest, uuid.text, uuid.span, diagnostics))
        reading.is_understood = false;
    read_kind(&reading);
    read_limits(&reading);
    read_devices(&reading);
    check_all_once(&reading);
    return reading.is_understood;
}
