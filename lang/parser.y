/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The grammar, and so the reference of what can be written: beside each statement stands its production, in
 * which [ ] may be left out and { } may stand any number of times. Actions only make nodes, in the arena; what
 * names mean is looked up by policyc.
 *
 * A mistake costs the rest of its rule, list or statement: the parser goes on with the next one. A block that
 * lacks its closing brace ends where the next statement begins.
 */
%code requires {
#include "lang/parse.h"
}

%code {
#include <string.h>
#include "lexer.h"

#define NODE(type, ...) AST_NODE(parsing->arena, type, __VA_ARGS__)
#define ADD(list, node) AST_ADD(parsing->ast, list, node)

static void yyerror(const struct span *span, struct parsing *parsing, void *scanner, const char *message);
}

%define api.pure full
%define api.prefix {xpol_}
%define api.token.prefix {TOKEN_}
%define api.location.type {struct span}
%define parse.error custom
%define parse.lac full
%define lr.type ielr
%define lr.default-reduction consistent
%locations
%expect 0
%lex-param {void *scanner}
%parse-param {struct parsing *parsing} {void *scanner}
%initial-action { @$ = (struct span){parsing->part.file, parsing->part.start, parsing->part.start}; }

%code {
#define YYLLOC_DEFAULT(current, right, count)                                                    \
    (current) = (count) ? (struct span){.file = YYRHSLOC(right, 1).file,                         \
                                        .start = YYRHSLOC(right, 1).start,                       \
                                        .end = YYRHSLOC(right, count).end}                       \
                        : (struct span){.file = YYRHSLOC(right, 0).file,                         \
                                        .start = YYRHSLOC(right, 0).end,                         \
                                        .end = YYRHSLOC(right, 0).end}
}

%union {
    int token; /* of every token: its kind */
    bool is; enum blob_effect effect; enum blob_action action_kind; enum blob_binding binding;
    enum ast_attribute_kind kind; enum ast_outcome outcome; enum ast_domain_kind sort;
    struct ast_amount amount; struct ast_name *name; struct ast_names names; struct ast_item *item;
    struct ast_items items; struct ast_rule *rule; struct ast_rules rules; struct ast_action *action;
    struct ast_actions actions; struct ast_attribute *attribute; struct ast_attributes attributes;
    struct ast_host *host; struct ast_connect *connect; struct ast_network *network;
    struct ast_never *never; struct ast_waived *waived; struct ast_waiveds waiveds; struct ast_step *step;
    struct ast_steps steps; struct ast_parameter *parameter; struct ast_parameters parameters;
}

/* Words of the language: those that begin a statement; the others that can't be names; and the rest. */
%token END 0 "the end of the file"
%token POLICY "`policy`" XEN "`xen`" IMPORT "`import`" TEMPLATE "`template`" USE "`use`" TAG "`tag`"
       GROUP "`group`" SET "`set`" HOST "`host`" PROFILE "`profile`" DOMAIN "`domain`" DEFAULT "`default`"
       SERVICE "`service`" CONFLICT "`conflict`" CONNECT "`connect`" NETWORK "`network`" BOOT "`boot`"
       NEVER "`never`" WAIVER "`waiver`" TEST "`test`"
%token ALLOW "`allow`" DENY "`deny`" RATE "`rate`" ON_VIOLATION "`on violation`" GUEST "`guest`"
       EXTENDS "`extends`" ALL "`all`" EXCEPT "`except`" ON "`on`" VIA "`via`" TO "`to`" OUTSIDE "`outside`"
%token VERSION "`version`" SEALED "`sealed`" MEMORY "`memory`" CPUS "`cpus`" QUIETLY "`quietly`" ANY "`any`"
       BURST "`burst`" SLOW "`slow`" AT "`at`" START "`start`" WITHIN "`within`" BINDS "`binds`" LIVE "`live`"
       LOG "`log`" PAUSE "`pause`" CRASH "`crash`" DESTROY "`destroy`" REBOOT "`reboot`" PV "`pv`" PVH "`pvh`"
       HVM "`hvm`" UUID "`uuid`" TRUSTED "`trusted`" VCPUS "`vcpus`" EVENT_CHANNELS "`event_channels`"
       GRANT_FRAMES "`grant_frames`" MAPTRACK_FRAMES "`maptrack_frames`" CPU "`cpu`" WEIGHT "`weight`"
       CAP "`cap`" AFFINITY "`affinity`" PCI "`pci`" SERVES "`serves`" RESTART "`restart`" EVERY "`every`"
       DELEGATE "`delegate`" OF "`of`" ICMP "`icmp`" TCP "`tcp`" UDP "`udp`" FLOW "`flow`" FLEET "`fleet`"
       THROUGH "`through`" LIMITS "`limits`" X "`x`" IN "`in`" WAIT "`wait`" SEAL "`seal`" STOP "`stop`"
       TARGET "`target`" UNCONNECTED "`unconnected`" PAUSED "`paused`"
/* Everything else. */
%token NAME "a name" PATTERN "a pattern" PARAMETER "a parameter" NUMBER "a number" RANGE "a range"
       DECIMAL "a version such as `4.17`" PERCENT "a percentage" SPEED "a rate such as `5000/s`"
       MIXED "a number with its unit" DEVICE "a PCI device such as `0000:03:00.0`"
       STRING "a text in double quotes" BODY "a template's body" COMMA "`,`" DOT "`.`" LEFT "`(`" RIGHT "`)`"
       COLON "`:`" EQUALS "`=`" AT_MOST "`<=`" ONE_WAY "`->`" BOTH_WAYS "`<->`" GIVES "`=>`" OPEN "`{`"
       CLOSE "`}`" UNKNOWN "a character"

%type <is> sealed quietly slow arrow <effect> denial <action_kind> reaction <binding> binds <kind> countable
      <outcome> outcome <sort> sort <amount> count size time percent within burst <name> call name subject label one end
      string word uuid range port group_of protocol reason <names> names who extends subcommands listed on
      ranges ports devices members through to_whom but means <item> named exempt item scope <items> clause
      items exempts calls <rule> rule permission rate response guest <rules> rules <action> action
      <actions> actions <attribute> attribute setting <attributes> attributes settings <host> facts
      <connect> connection <network> packets traffic <never> invariant <waived> exemption <waiveds> exemptions
      <step> step deed called packet <steps> steps <parameter> parameter argument value <parameters> parameters
      declared arguments given

/* What begins a statement too belongs to the block in which it stands, and a mistake is the block's. */
%precedence MISSING
%precedence PROFILE TAG GROUP CONFLICT CONNECT NETWORK error

%%

file: statements ;

statements: %empty
|   statements statement
|   statements mistake              { parse_lose(parsing, @1, @2);
                                      if (@1.end == parsing->part.start) /* the header is the first, if it is there */
                                          lost_add(&parsing->ast->lost, parsing->arena, "policy", strlen("policy"));
                                      if (parsing->domain)
                                          parsing->domain->is_damaged = true; /* it may have ended too early */
                                      if (yylloc.start != parsing->mistake)
                                          yyerrok; /* what follows is sound until proven otherwise */
                                      else if (parsing->is_misplaced)
                                          yyclearin; } ;

statement: policy | xen | import | template | use
|   tag | group | set | host | profile | domain
|   conflict | connect | network | boot | never | waiver | test ;

mistake: /* up to what can be read again; where it begins is told by what was read before it */
    error
|   error skipped ;

policy: /* "policy" TEXT "version" NUMBER [ "sealed" ] */
    POLICY string VERSION count sealed
                                    { ADD(policies, NODE(ast_policy, .span = @1, .name = $string,
                                                         .version = (uint32_t)$count.value, .sealed = $sealed)); } ;

sealed: %empty                      { $$ = false; }
|   SEALED                          { $$ = true; } ;

xen: /* "xen" VERSION NAME */
    XEN DECIMAL name                { ADD(xens, NODE(ast_xen, .span = @$, .machine = $name,
                                                     .version = parse_name(parsing, @DECIMAL))); } ;

import: /* "import" TEXT */
    IMPORT string                   { ADD(imports, NODE(ast_import, .path = $string)); } ;

template: /* "template" NAME "(" [ parameter { "," parameter } ] ")" "{" what is read at each use "}" */
    TEMPLATE name LEFT parameters RIGHT BODY
                                    { ADD(templates, NODE(ast_template, .name = $name, .parameters = $parameters,
                                                          .body = {@BODY.file, @BODY.start + 1, @BODY.end - 1})); } ;

parameters: %empty                  { $$ = (struct ast_parameters){0}; }
|   declared ;

declared: parameter                 { $$ = (struct ast_parameters){$1, $1}; }
|   declared COMMA parameter        { $$ = $1; AST_APPEND($$, $3); } ;

parameter: word                     { $$ = NODE(ast_parameter, .name = $word); }
|   argument ;

use: /* "use" NAME "(" [ argument { "," argument } ] ")" */
    USE name LEFT arguments RIGHT   { ADD(uses, NODE(ast_use, .span = @$, .name = $name, .arguments = $arguments,
                                                     .by = parsing->use)); } ;

arguments: %empty                   { $$ = (struct ast_parameters){0}; }
|   given ;

given: argument                     { $$ = (struct ast_parameters){$1, $1}; }
|   given COMMA argument            { $$ = $1; AST_APPEND($$, $3); } ;

argument: word EQUALS value         { $$ = $value; $$->name = $word; } ;

value: value_word                   { $$ = NODE(ast_parameter, .span = @$, .token = $<token>1,
                                                .value = parse_value(parsing, @1, (struct span){0})); }
|   NUMBER NAME                     { $$ = NODE(ast_parameter, .span = @$, .token = TOKEN_MIXED,
                                                .value = parse_value(parsing, @1, @2)); } ;

tag: /* "tag" NAME { "," NAME } */
    TAG names                       { ADD(tags, NODE(ast_names_statement, .names = $names)); } ;

group: /* "group" NAME { "," NAME } */
    GROUP names                     { ADD(groups, NODE(ast_names_statement, .names = $names)); } ;

set: /* "set" NAME "=" who */
    SET name EQUALS who             { ADD(sets, NODE(ast_set, .name = $name, .members = $who)); } ;

host: /* "host" "{" { "memory" SIZE | "cpus" NUMBER } "}" */
    HOST OPEN facts close           { $facts->span = @1; ADD(hosts, $facts); } ;

facts: %empty                       { $$ = NODE(ast_host, .span = @$); }
|   facts MEMORY size               { $$ = $1; parse_once(parsing, &$$->memory, $size); }
|   facts CPUS count                { $$ = $1; parse_once(parsing, &$$->cpus, $count); }
|   facts mistake                   { $$ = $1; parse_lose(parsing, @1, @2); } ;

profile: /* "profile" NAME [ "extends" NAME { "," NAME } ] "{" { rule } "}" */
    PROFILE name extends OPEN rules close
                                    { ADD(profiles, NODE(ast_profile, .name = $name, .parents = $extends,
                                                         .rules = $rules));
                                      parsing->ast->profile_count++; } ;

extends: %empty                     { $$ = (struct ast_names){0}; }
|   EXTENDS names                   { $$ = $names; } ;

rules: %empty                       { $$ = (struct ast_rules){0}; }
|   rules rule                      { $$ = $1; AST_APPEND($$, $rule); }
|   rules mistake                   { $$ = $1; parse_lose(parsing, @1, @2); } ;

close: CLOSE                        { yyerrok; }
|   %empty %prec MISSING            { if (!YYRECOVERING())
                                          parse_report_open_block(parsing, @-1, yylloc); } ;

rule: permission | rate | response | guest ;

permission: /* "allow" clause [ "on" who ] | "deny" [ "quietly" ] clause */
    ALLOW clause on                 { $$ = NODE(ast_rule, .span = @$, .kind = AST_PERMISSION, .effect = BLOB_ALLOW,
                                                .items = $clause, .on = $on); }
|   denial clause                   { $$ = NODE(ast_rule, .span = @$, .kind = AST_PERMISSION, .effect = $denial,
                                                .items = $clause); } ;

denial: DENY quietly                { $$ = $quietly ? BLOB_DENY_QUIETLY : BLOB_DENY; } ;

quietly: %empty                     { $$ = false; }
|   QUIETLY                         { $$ = true; } ;

on: %empty                          { $$ = (struct ast_names){0}; }
|   ON who                          { $$ = $who; } ;

rate: /* "rate" ( "any" | HYPERCALL | HYPERCALL "." WORD ) NUMBER "/" UNIT [ "burst" NUMBER ] [ "slow" ] */
    RATE scope SPEED burst slow     { struct ast_rate *said = NODE(ast_rate, .burst = $burst, .slow = $slow,
                                                                   .has_burst = $burst.span.end);
                                      $$ = NODE(ast_rule, .span = @$, .kind = AST_RATE, .items = {$scope, $scope},
                                                .rate = said);
                                      if (!parse_speed(parsing, @SPEED, said))
                                          YYERROR; } ;

scope: ANY                          { $$ = NODE(ast_item, .span = @$, .kind = AST_ALL); }
|   call                            { $$ = NODE(ast_item, .span = @$, .kind = AST_WHOLE, .hypercall = $call); }
|   call DOT word                   { $$ = NODE(ast_item, .span = @$, .kind = AST_LISTED, .hypercall = $call,
                                                .subcommands = {$word, $word}); } ;

burst: %empty                       { $$ = (struct ast_amount){0}; }
|   BURST count                     { $$ = $count; } ;

slow: %empty                        { $$ = false; }
|   SLOW                            { $$ = true; } ;

response: /* "on violation" ":" action { "," action } [ "binds" ( "live" | "at" "start" | "at" "boot" ) ] */
    ON_VIOLATION COLON actions binds
                                    { $$ = NODE(ast_rule, .span = @$, .kind = AST_RESPONSE,
                                                .response = NODE(ast_response, .actions = $actions,
                                                                 .binds = $binds)); } ;

actions: action                     { $$ = (struct ast_actions){$1, $1}; }
|   actions COMMA action            { $$ = $1; AST_APPEND($$, $3); } ;

action: reaction AT count within    { $$ = NODE(ast_action, .span = @$, .action = $reaction, .count = $count,
                                                .window = $within); } ;

reaction: LOG                       { $$ = BLOB_LOG; }
|   PAUSE                           { $$ = BLOB_PAUSE; }
|   CRASH                           { $$ = BLOB_CRASH; }
|   DESTROY                         { $$ = BLOB_DESTROY; }
|   REBOOT HOST                     { $$ = BLOB_REBOOT_HOST; } ;

within: %empty                      { $$ = (struct ast_amount){0}; }
|   WITHIN time                     { $$ = $time; } ;

binds: %empty                       { $$ = BLOB_LIVE; }
|   BINDS LIVE                      { $$ = BLOB_LIVE; }
|   BINDS AT START                  { $$ = BLOB_AT_START; }
|   BINDS AT BOOT                   { $$ = BLOB_AT_BOOT; } ;

guest: /* "guest" ( "pv" | "pvh" | "hvm" ) */
    GUEST kernel                    { $$ = NODE(ast_rule, .span = @$, .kind = AST_GUEST,
                                                .guest = parse_name(parsing, @kernel)); } ;

kernel: PV | PVH | HVM ;

clause: /* item { "," item } [ "," "all" "except" exempt { "," exempt } ]; a mistake spoils no item before it */
    items %prec MISSING             { $$ = $items; }
|   items mistake                   { $$ = $items; parse_lose(parsing, @items, @mistake);
                                      $items.last->is_damaged = true; /* it may be what went wrong */ }
|   ALL EXCEPT exempts              { struct ast_item *all = NODE(ast_item, .span = @$, .kind = AST_ALL,
                                                                  .except = $exempts.first);
                                      $$ = (struct ast_items){all, all}; }
|   items COMMA ALL EXCEPT exempts  { struct span span = {@ALL.file, @ALL.start, @exempts.end};
                                      $$ = $items;
                                      AST_APPEND($$, NODE(ast_item, .span = span, .kind = AST_ALL,
                                                          .except = $exempts.first)); } ;

items: item                         { $$ = (struct ast_items){$1, $1}; }
|   items COMMA item                { $$ = $1; AST_APPEND($$, $3); } ;

item: named
|   ALL                             { $$ = NODE(ast_item, .span = @$, .kind = AST_ALL); }
|   call EXCEPT subcommands         { $$ = NODE(ast_item, .span = @$, .kind = AST_EXCEPT, .hypercall = $call,
                                                .subcommands = $subcommands,
                                                .is_damaged = parse_is_damaged(parsing, @$)); } ;

exempts: exempt                     { $$ = (struct ast_items){$1, $1}; }
|   exempts COMMA exempt            { $$ = $1; AST_APPEND($$, $3); } ;

exempt: named
|   call EXCEPT subcommands         { parse_report_nested_except(parsing, @EXCEPT); $$ = NULL; }
|   ALL                             { parse_report_nested_except(parsing, @ALL); $$ = NULL; } ;

named: /* HYPERCALL | HYPERCALL "." WORD | HYPERCALL "{" [ WORD { "," WORD } [ "," ] ] "}" */
    call                            { $$ = NODE(ast_item, .span = @$, .kind = AST_WHOLE, .hypercall = $call); }
|   call subcommands                { $$ = NODE(ast_item, .span = @$, .kind = AST_LISTED, .hypercall = $call,
                                                .subcommands = $subcommands,
                                                .is_damaged = parse_is_damaged(parsing, @$)); }
|   call DOT word                   { $$ = NODE(ast_item, .span = @$, .kind = AST_LISTED, .hypercall = $call,
                                                .subcommands = {$word, $word}); } ;

subcommands: OPEN CLOSE             { $$ = (struct ast_names){0}; }
|   OPEN listed CLOSE               { $$ = $listed; }
|   OPEN listed COMMA CLOSE         { $$ = $listed; }
|   OPEN error CLOSE                { $$ = (struct ast_names){0}; parse_lose(parsing, @OPEN, @error); } ;

listed: word                        { $$ = (struct ast_names){$1, $1}; }
|   listed COMMA word               { $$ = $1; AST_APPEND($$, $3); }
|   listed error                    { $$ = $1; parse_lose(parsing, @1, @2); } ;

domain: /* ( "domain" | "default" "domain" | "service" ) label "{" { attribute } "}" */
    sort label OPEN attributes close
                                    { parsing->domain = NODE(ast_domain, .keyword = @sort, .kind = $sort,
                                                             .name = $label, .attributes = $attributes,
                                                             .is_damaged = parse_is_damaged(parsing, @sort));
                                      ADD(domains, parsing->domain);
                                      parsing->ast->domain_count++; } ;

sort: DOMAIN                        { $$ = AST_DOMAIN; }
|   DEFAULT DOMAIN                  { $$ = AST_DEFAULT_DOMAIN; }
|   SERVICE                         { $$ = AST_SERVICE; } ;

attributes: %empty                  { $$ = (struct ast_attributes){0}; }
|   attributes attribute            { $$ = $1; AST_APPEND($$, $attribute); }
|   attributes CPU settings         { $$ = $1; AST_APPEND($$, $settings.first); $$.last = $settings.last; }
|   attributes mistake              { $$ = $1; parse_lose(parsing, @1, @2); } ;

attribute: PROFILE name             { $$ = NODE(ast_attribute, .span = @$, .kind = AST_PROFILE, .value = $name); }
|   TAG name                        { $$ = NODE(ast_attribute, .span = @$, .kind = AST_TAG, .value = $name); }
|   GROUP name                      { $$ = NODE(ast_attribute, .span = @$, .kind = AST_MEMBER_OF, .value = $name); }
|   UUID uuid                       { $$ = NODE(ast_attribute, .span = @$, .kind = AST_UUID, .value = $uuid); }
|   TRUSTED                         { $$ = NODE(ast_attribute, .span = @$, .kind = AST_TRUSTED); }
|   MEMORY AT_MOST size             { $$ = NODE(ast_attribute, .span = @$, .kind = AST_MEMORY, .amount = $size); }
|   countable AT_MOST count         { $$ = NODE(ast_attribute, .span = @$, .kind = $1, .amount = $count); }
|   PCI devices                     { $$ = NODE(ast_attribute, .span = @$, .kind = AST_PCI, .values = $devices); }
|   SERVES who                      { $$ = NODE(ast_attribute, .span = @$, .kind = AST_SERVES, .values = $who); }
|   RESTART EVERY time              { $$ = NODE(ast_attribute, .span = @$, .kind = AST_RESTART, .amount = $time); }
|   DELEGATE TO who                 { $$ = NODE(ast_attribute, .span = @$, .kind = AST_DELEGATE, .values = $who); }
|   rule                            { $$ = NODE(ast_attribute, .span = @$, .kind = AST_RULE, .rule = $rule); } ;

countable: VCPUS                    { $$ = AST_VCPUS; }
|   EVENT_CHANNELS                  { $$ = AST_EVENT_CHANNELS; }
|   GRANT_FRAMES                    { $$ = AST_GRANT_FRAMES; }
|   MAPTRACK_FRAMES                 { $$ = AST_MAPTRACK_FRAMES; } ;

settings: /* "cpu" { "weight" NUMBER | "cap" PERCENT | "affinity" RANGE { "," RANGE } }, at least one */
    setting                         { $$ = (struct ast_attributes){$1, $1}; }
|   settings setting                { $$ = $1; AST_APPEND($$, $setting); } ;

setting: WEIGHT count               { $$ = NODE(ast_attribute, .span = @$, .kind = AST_CPU_WEIGHT, .amount = $count); }
|   CAP percent                     { $$ = NODE(ast_attribute, .span = @$, .kind = AST_CPU_CAP, .amount = $percent); }
|   AFFINITY ranges                 { $$ = NODE(ast_attribute, .span = @$, .kind = AST_CPU_AFFINITY,
                                                .values = $ranges); } ;

devices: DEVICE                     { $$.first = $$.last = parse_name(parsing, @1); }
|   devices COMMA DEVICE            { $$ = $1; AST_APPEND($$, parse_name(parsing, @3)); } ;

ranges: range                       { $$ = (struct ast_names){$1, $1}; }
|   ranges COMMA range              { $$ = $1; AST_APPEND($$, $3); } ;

range: NUMBER                       { $$ = parse_name(parsing, @$); }
|   RANGE                           { $$ = parse_name(parsing, @$); } ;

conflict: /* "conflict" "set" NAME [ "of" NAME ] "{" who "}" */
    CONFLICT SET name group_of OPEN members close
                                    { ADD(conflicts, NODE(ast_conflict, .span = @$, .name = $name,
                                                          .group = $group_of, .members = $members)); } ;

group_of: %empty                    { $$ = NULL; }
|   OF name                         { $$ = $name; } ;

members: who %prec MISSING
|   error                           { $$ = (struct ast_names){0}; parse_lose(parsing, @0, @error); }
|   who error                       { $$ = $who; parse_lose(parsing, @who, @error); } ;

connect: connection                 { ADD(connects, $connection); } ;

connection: /* "connect" one ( "<->" | "->" ) one "via" NAME { "," NAME } */
    CONNECT one[left] arrow one[right] VIA means
                                    { $$ = NODE(ast_connect, .span = @$, .left = $left, .right = $right,
                                                .both = $arrow, .means = $means); } ;

arrow: ONE_WAY                      { $$ = false; }
|   BOTH_WAYS                       { $$ = true; } ;

means: name                         { $$ = (struct ast_names){$1, $1}; }
|   means COMMA name                { $$ = $1; AST_APPEND($$, $3); } ;

network: packets                    { ADD(networks, $packets); } ;

packets: /* "network" end ( "<->" | "->" ) end [ "icmp" | ( "tcp" | "udp" ) [ RANGE { "," RANGE } ] ] */
    NETWORK end[left] arrow end[right] traffic
                                    { $$ = $traffic; $$->span = @$; $$->left = $left; $$->right = $right;
                                      $$->both = $arrow; } ;

end: one
|   OUTSIDE                         { $$ = NULL; } ;

traffic: %empty                     { $$ = NODE(ast_network, .span = @$); }
|   ICMP                            { $$ = NODE(ast_network, .protocol = parse_name(parsing, @1)); }
|   protocol                        { $$ = NODE(ast_network, .protocol = $protocol); }
|   protocol ports                  { $$ = NODE(ast_network, .protocol = $protocol, .ports = $ports); } ;

protocol: TCP                       { $$ = parse_name(parsing, @$); }
|   UDP                             { $$ = parse_name(parsing, @$); } ;

ports: range                        { $$ = (struct ast_names){$1, $1}; }
|   ports COMMA range               { $$ = $1; AST_APPEND($$, $3); } ;

boot: /* "boot" "{" { NAME "allow" clause } "}" */
    BOOT OPEN grants close ;

grants: %empty
|   grants subject ALLOW clause     { struct span span = {@ALLOW.file, @ALLOW.start, @clause.end};
                                      ADD(boots, NODE(ast_boot, .domain = $subject,
                                                      .rule = NODE(ast_rule, .span = span, .items = $clause))); }
|   grants mistake                  { parse_lose(parsing, @1, @2); } ;

never: /* "never" "flow" end "->" end [ "except" "through" who ]
        * | "never" "allow" named { "," named } [ "to" who ] [ "except" who ] */
    NEVER invariant                 { ADD(nevers, $invariant); $invariant->span = @$; } ;

invariant: FLOW end[from] ONE_WAY end[to] through
                                    { $$ = NODE(ast_never, .kind = AST_NEVER_FLOW, .from = $from, .to = $to,
                                                .except = $through); }
|   ALLOW calls to_whom but         { $$ = NODE(ast_never, .kind = AST_NEVER_ALLOW, .items = $calls,
                                                .subjects = $to_whom, .except = $but); } ;

through: %empty                     { $$ = (struct ast_names){0}; }
|   EXCEPT THROUGH who              { $$ = $who; } ;

calls: named                        { $$ = (struct ast_items){$1, $1}; }
|   calls COMMA named               { $$ = $1; AST_APPEND($$, $3); } ;

to_whom: %empty                     { $$ = (struct ast_names){0}; }
|   TO who                          { $$ = $who; } ;

but: %empty                         { $$ = (struct ast_names){0}; }
|   EXCEPT who                      { $$ = $who; } ;

waiver: /* "waiver" TEXT "{" { "allow" clause "to" who | connection | packets | "limits" who } "}" */
    WAIVER string OPEN exemptions close
                                    { ADD(waivers, NODE(ast_waiver, .name = $string, .waived = $exemptions)); } ;

exemptions: %empty                  { $$ = (struct ast_waiveds){0}; }
|   exemptions exemption            { $$ = $1; AST_APPEND($$, $exemption); }
|   exemptions mistake              { $$ = $1; parse_lose(parsing, @1, @2); } ;

exemption: ALLOW clause TO who      { $$ = NODE(ast_waived, .span = @$, .kind = AST_WAIVE_ALLOW, .items = $clause,
                                                .who = $who); }
|   connection                      { $$ = NODE(ast_waived, .span = @$, .kind = AST_WAIVE_CONNECT, .connect = $1); }
|   packets                         { $$ = NODE(ast_waived, .span = @$, .kind = AST_WAIVE_NETWORK, .network = $1); }
|   LIMITS who                      { $$ = NODE(ast_waived, .span = @$, .kind = AST_WAIVE_LIMITS, .who = $who); } ;

test: /* "test" TEXT "{" { step } "}" */
    TEST string OPEN steps close    { ADD(tests, NODE(ast_test, .span = @1, .name = $string, .steps = $steps,
                                                      .is_damaged = parse_is_damaged(parsing, @1))); } ;

steps: %empty                       { $$ = (struct ast_steps){0}; }
|   steps step                      { $$ = $1; AST_APPEND($$, $step); }
|   steps mistake                   { $$ = $1; parse_lose(parsing, @1, @2); } ;

step: /* NAME ":" deed "=>" ( outcome | "deny" [ reason ] ) | "wait" TIME | "seal" */
    subject COLON deed GIVES outcome
                                    { $$ = $deed; $$->span = @$; $$->subject = $subject;
                                      $$->outcome = $outcome; $$->expected = @outcome; }
|   subject COLON deed GIVES DENY reason
                                    { $$ = $deed; $$->span = @$; $$->subject = $subject;
                                      $$->outcome = AST_IS_DENIED; $$->reason = $reason;
                                      $$->expected = (struct span){@DENY.file, @DENY.start, @reason.end}; }
|   WAIT time                       { $$ = NODE(ast_step, .span = @$, .kind = AST_WAIT, .duration = $time); }
|   SEAL                            { $$ = NODE(ast_step, .span = @$, .kind = AST_SEAL); } ;

deed: /* named [ "on" NAME ] [ "x" NUMBER ] [ "in" TIME ] | "start" | "stop"
       * | "connect" NAME "via" NAME | "network" end [ "icmp" | ( "tcp" | "udp" ) [ NUMBER ] ] */
    called
|   called X count                  { $$ = $called; $$->times = $count; }
|   called IN time                  { $$ = $called; $$->duration = $time; }
|   called X count IN time          { $$ = $called; $$->times = $count; $$->duration = $time; }
|   START                           { $$ = NODE(ast_step, .kind = AST_START); }
|   STOP                            { $$ = NODE(ast_step, .kind = AST_STOP); }
|   CONNECT name[object] VIA name[by]
                                    { $$ = NODE(ast_step, .kind = AST_REACH, .object = $object, .means = $by); }
|   NETWORK end packet              { $$ = $packet; $$->object = $end; } ;

called: named                       { $$ = NODE(ast_step, .kind = AST_CALL, .operation = $named); }
|   named ON name                   { $$ = NODE(ast_step, .kind = AST_CALL, .operation = $named, .object = $name); } ;

packet: %empty                      { $$ = NODE(ast_step, .kind = AST_REACH_NET); }
|   ICMP                            { $$ = NODE(ast_step, .kind = AST_REACH_NET, .protocol = parse_name(parsing, @1)); }
|   protocol                        { $$ = NODE(ast_step, .kind = AST_REACH_NET, .protocol = $protocol); }
|   protocol port                   { $$ = NODE(ast_step, .kind = AST_REACH_NET, .protocol = $protocol,
                                                .ports = {$port, $port}); } ;

port: NUMBER                        { $$ = parse_name(parsing, @$); } ;

outcome: ALLOW                      { $$ = AST_IS_ALLOWED; }
|   LOG                             { $$ = AST_IS_LOGGED; }
|   PAUSE                           { $$ = AST_IS_PAUSED; }
|   CRASH                           { $$ = AST_IS_CRASHED; }
|   DESTROY                         { $$ = AST_IS_DESTROYED; }
|   REBOOT HOST                     { $$ = AST_REBOOTS_HOST; } ;

reason: %empty %prec MISSING        { $$ = NULL; }
|   cause                           { $$ = parse_name(parsing, @$); } ;

cause: QUIETLY | RATE | CONFLICT | TARGET | UNCONNECTED | PAUSED ;

skipped: /* a block that belongs to a mistake */
    OPEN junk CLOSE
|   BODY ;

junk: %empty
|   junk error
|   junk skipped ;

names: name                         { $$ = (struct ast_names){$1, $1}; }
|   names COMMA name                { $$ = $1; AST_APPEND($$, $3); } ;

who: /* one { "," one } */
    one                             { $$ = (struct ast_names){$1, $1}; }
|   who COMMA one                   { $$ = $1; AST_APPEND($$, $3); } ;

one: /* NAME | PATTERN, which stands for all domains that it matches | "fleet" PATTERN */
    label
|   FLEET PATTERN                   { $$ = parse_name(parsing, @PATTERN); $$->is_fleet = true; } ;

label: name
|   PATTERN                         { $$ = parse_name(parsing, @$); } ;

name: name_word                     { $$ = parse_name(parsing, @$); } ;

subject: /* in a block whose brace may be missing, so that no statement begins with it */
    subject_word                    { $$ = parse_name(parsing, @$); } ;

call: NAME                          { $$ = parse_name(parsing, @$); } ;

word: /* parameters are called as one likes, and subcommands are called as Xen calls them: xen_version.version */
    any_word                        { $$ = parse_name(parsing, @$); } ;

/* Only the words of the last list can be no names. */
subject_word: NAME | VERSION | SEALED | MEMORY | CPUS | ANY | BURST | SLOW | AT | START | WITHIN | BINDS | LIVE | LOG | PAUSE
|   CRASH | DESTROY | REBOOT | GUEST | PV | PVH | HVM | UUID | TRUSTED | VCPUS | EVENT_CHANNELS | GRANT_FRAMES
|   MAPTRACK_FRAMES | CPU | WEIGHT | CAP | AFFINITY | PCI | SERVES | RESTART | EVERY | DELEGATE | OF | ICMP | TCP
|   UDP | FLEET | FLOW | THROUGH | LIMITS | X | IN | WAIT | SEAL | STOP ;

name_word: subject_word
|   QUIETLY | RATE | CONFLICT | TARGET | UNCONNECTED | PAUSED | XEN | HOST | SERVICE | NETWORK | BOOT | WAIVER | TEST ;

any_word: name_word
|   POLICY | IMPORT | TEMPLATE | USE | TAG | GROUP | SET | PROFILE | DOMAIN | DEFAULT | CONNECT | NEVER | ALLOW | DENY
|   EXTENDS | ALL | EXCEPT | ON | VIA | TO | OUTSIDE ;

value_word: any_word | PATTERN | NUMBER | RANGE | DECIMAL | PERCENT | SPEED | MIXED | DEVICE | STRING ;

string: STRING                      { $$ = parse_string(parsing, @$); } ;

count: NUMBER                       { if (!parse_count(parsing, @$, &$$))
                                          YYERROR; } ;

size: /* NUMBER ( "KiB" | "MiB" | "GiB" | "TiB" ) */
    NUMBER NAME                     { if (!parse_amount(parsing, AST_BYTES, @1, @2, &$$))
                                          YYERROR; }
|   MIXED                           { if (!parse_amount(parsing, AST_BYTES, @1, (struct span){0}, &$$))
                                          YYERROR; } ;

time: /* NUMBER ( "ns" | "us" | "ms" | "s" | "min" | "h" | "day" ) */
    NUMBER NAME                     { if (!parse_amount(parsing, AST_NANOSECONDS, @1, @2, &$$))
                                          YYERROR; }
|   MIXED                           { if (!parse_amount(parsing, AST_NANOSECONDS, @1, (struct span){0}, &$$))
                                          YYERROR; } ;

percent: PERCENT                    { if (!parse_percent(parsing, @$, &$$))
                                          YYERROR; } ;

uuid: /* its form is checked with its meaning */
    name
|   NUMBER                          { $$ = parse_name(parsing, @$); }
|   RANGE                           { $$ = parse_name(parsing, @$); }
|   MIXED                           { $$ = parse_name(parsing, @$); }
|   STRING                          { $$ = parse_string(parsing, @$); } ;

%%

/* Gathers what could have stood here; what to say of it is decided in parse_report.c. */
static int yyreport_syntax_error(const yypcontext_t *context, struct parsing *parsing, void *scanner)
{
    (void)scanner;
    yysymbol_kind_t kinds[YYNTOKENS];
    const char *expected[YYNTOKENS];
    struct parse_words words = {.found = yysymbol_name(yypcontext_token(context)), .expected = expected};
    int count = yypcontext_expected_tokens(context, kinds, YYNTOKENS);
    for (int i = 0; i < count; i++)
        expected[words.count++] = yysymbol_name(kinds[i]);
    parse_report_unexpected(parsing, *yypcontext_location(context), &words);
    return 0;
}

/* Only a full stack comes here, and only blocks inside a mistake nest: the mistake was reported already. */
static void yyerror(const struct span *span, struct parsing *parsing, void *scanner, const char *message)
{
    (void)span;
    (void)parsing;
    (void)scanner;
    (void)message;
}
