// JSON records by simdjson's first stage and a walk of our own: only the wanted fields, and a broken record
// costs only itself.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What a slot of a row holds. The bytes lie in the record itself or, where a string had escapes or an
/// array several values, in the caller's arena.
typedef struct {
  const uint8_t *bytes;
  uint32_t length;
  uint8_t kind;   // hj_kind
  uint8_t unused;
  uint16_t rank;  // of the source path that filled the slot: the lowest wins
} hj_value;

enum hj_kind { HJ_ABSENT = 0, HJ_STRING = 1, HJ_NUMBER = 2, HJ_BOOLEAN = 3, HJ_MULTIPLE = 4 };

/// Where a record lies in the data, and what became of it: 0, or a reason for `hj_reason`.
typedef struct {
  uint64_t offset;
  uint32_t length;
  int32_t status;
} hj_record;

typedef struct hj_plan hj_plan;
typedef struct hj_parser hj_parser;

hj_plan *hj_plan_new(void);
/// Want the value at a dotted path, whether its objects are nested, dotted or mixed, in a slot. `a[0].b` is the
/// first element's, `a[k=v].b` that of the elements whose `k` is `v` as it is written.
void hj_plan_add(hj_plan *plan, const char *path, uint32_t slot, uint16_t rank);
/// Let a path hold text or an object alike, as where JSON may stand as text.
void hj_plan_take_either(hj_plan *plan, const char *path);
/// Want the object or array at a path whole, as it is written.
void hj_plan_add_span(hj_plan *plan, const char *path, uint32_t slot);
void hj_plan_free(hj_plan *plan);

/// A path at which records held another kind of value than the plan wants.
typedef struct {
  const char *path;   // lives as long as the plan
  uint32_t count;
  bool found_object;  // where a value was expected; else a value where an object was
} hj_conflict;

/// The parser borrows the plan.
hj_parser *hj_parser_new(const hj_plan *plan);
void hj_parser_free(hj_parser *parser);

/// Parses `count` records lying in `data`, of which `padding` bytes after the last record may be read.
/// `values` has `count * slots` entries, all absent. Strings in need of unescaping go to the arena.
/// `are_lines` says that at least one line end stands between any two records.
void hj_parse(hj_parser *parser, const uint8_t *data, hj_record *records, size_t count, hj_value *values,
              uint32_t slots, bool are_lines, uint8_t *arena, size_t arena_capacity, size_t *arena_used);

/// Takes the conflicts met since the last call, at most `capacity` of them, and returns how many.
size_t hj_take_conflicts(hj_parser *parser, hj_conflict *conflicts, size_t capacity);

/// Bytes after a record's end that must be readable.
size_t hj_padding(void);

/// A short text for a record's status.
const char *hj_reason(int32_t status);

/// A bare walk over every field of every newline-ended record: the yardstick of the parse benchmark.
/// Returns the number of fields at the first level.
uint64_t hj_bare_walk(const uint8_t *data, size_t length);

/// Tells the dotted paths of one record after another. Not shared between threads.
typedef struct hj_paths hj_paths;
typedef void (*hj_path_found)(void *context, const char *path, size_t length);

hj_paths *hj_paths_new(void);
void hj_paths_free(hj_paths *paths);
/// Calls `found` with the path of every value that is not null, and of those in objects within, so many levels deep.
/// False where the record is no whole JSON object; what was found before that was told.
bool hj_paths_read(hj_paths *paths, const uint8_t *record, size_t length, int depth, hj_path_found found,
                   void *context);

/// Finds the records of a JSON array, or of the first array inside an object (`{"Records":[…]}`), and of further
/// ones that follow it, byte by byte across calls.
typedef struct {
  int32_t state;
  int32_t depth;
  uint8_t in_string;
  uint8_t escaped;
  uint8_t in_array;
  uint8_t done;     // 0, or where it stands behind an array: HJ_IN_WRAPPER, HJ_BETWEEN
  uint8_t wrapped;  // an object holds the array
  int32_t outer;    // brackets open behind the array
} hj_splitter;

enum { HJ_IN_WRAPPER = 1, HJ_BETWEEN = 2 };

/// Scans `length` bytes from `data`; fills up to `capacity` records whose end was seen. A record that
/// began but did not end starts at `*open_from` (or `length` where none is open). Returns the number of
/// records; `*consumed` is how far it read (less than `length` only where `records` is full).
size_t hj_split(hj_splitter *splitter, const uint8_t *data, size_t from, size_t length, hj_record *records,
                size_t capacity, size_t *open_from, size_t *consumed);

#ifdef __cplusplus
}
#endif
