#include "CSimdjson.h"

#include <cstring>
#include <malloc.h>
#include <memory>
#include <simdjson.h>
#include <string>
#include <vector>

using namespace simdjson;

namespace {

constexpr uint8_t kSeparator = 0x1F;  // between the values of an array, as the rooms above know it
constexpr int32_t kNotAnObject = 1001;
constexpr int32_t kTrailing = 1002;
constexpr size_t kMostElements = 64;
constexpr int kMostDepth = 64;

struct Leaf {
  uint32_t slot;
  uint16_t rank;
};

struct Entry {
  std::string key;
  uint64_t head = 0;  // the first eight bytes, or all of a shorter key
  uint64_t tail = 0;  // the last eight bytes of a longer one
  uint32_t length = 0;
  int32_t node = -1;  // −1: an empty place
  uint64_t bit = 0;   // of a key that is one step of a path
};

// A key's first and last eight bytes. Records are padded, so reading past a short key is allowed.
struct KeyEnds {
  uint64_t head, tail;

  KeyEnds(const char *key, size_t length) {
    memcpy(&head, key, 8);
    if (length >= 8) {
      memcpy(&tail, key + length - 8, 8);
    } else {
      head &= length ? ~uint64_t(0) >> (8 * (8 - length)) : 0;
      tail = 0;
    }
  }

  uint64_t hash(size_t length) const {
    uint64_t h = head * 0x9E3779B97F4A7C15ull ^ (tail + length) * 0xC2B2AE3D27D4EB4Full;
    return h ^ (h >> 29);
  }
};

// Where the key's closing quote stands: eight bytes at a time.
inline const char *closing_quote(const char *key) {
  for (;; key += 8) {
    uint64_t word;
    memcpy(&word, key, 8);
    uint64_t x = word ^ 0x2222222222222222ull;
    uint64_t found = (x - 0x0101010101010101ull) & ~x & 0x8080808080808080ull;
    if (found) return key + (__builtin_ctzll(found) >> 3);
  }
}

struct Node {
  std::vector<Leaf> leaves;
  std::vector<Entry> table;  // a power of two, at most half full
  size_t used = 0;
  uint64_t steps = 0;  // bits of all single-step keys; 0 where they are too many
  int step_count = 0;

  const Entry *find(const char *key, size_t length) const {
    if (table.empty()) return nullptr;
    size_t mask = table.size() - 1;
    KeyEnds ends(key, length);
    for (size_t i = ends.hash(length) & mask;; i = (i + 1) & mask) {
      const Entry &entry = table[i];
      if (entry.node < 0) return nullptr;
      if (entry.length == length && entry.head == ends.head && entry.tail == ends.tail &&
          (length <= 16 || memcmp(entry.key.data(), key, length) == 0))
        return &entry;
    }
  }

  // The bit of a new key, if it is a single step and one of the first 63.
  uint64_t new_step(const std::string &key) {
    if (key.find('.') != std::string::npos) return 0;
    if (++step_count > 63) {
      steps = 0;
      return 0;
    }
    uint64_t bit = uint64_t(1) << step_count;
    steps |= bit;
    return bit;
  }

  void insert(const std::string &key, int32_t node, uint64_t bit) {
    if ((used + 1) * 2 > table.size()) {
      std::vector<Entry> old;
      old.swap(table);
      table.resize(old.empty() ? 16 : old.size() * 2);
      used = 0;
      for (auto &entry : old)
        if (entry.node >= 0) insert(entry.key.substr(0, entry.length), entry.node, entry.bit);
    }
    size_t mask = table.size() - 1;
    std::string padded = key + std::string(8, '\0');
    KeyEnds ends(padded.data(), key.size());
    size_t i = ends.hash(key.size()) & mask;
    while (table[i].node >= 0) i = (i + 1) & mask;
    table[i].head = ends.head;
    table[i].tail = ends.tail;
    table[i].length = uint32_t(key.size());
    table[i].key = key;
    table[i].node = node;
    table[i].bit = bit;
    used++;
  }
};

}  // namespace

struct hj_plan {
  std::vector<Node> nodes{1};

  int32_t child(int32_t at, const std::string &key) {
    std::string padded = key + std::string(8, '\0');
    if (const Entry *entry = nodes[at].find(padded.data(), key.size())) return entry->node;
    int32_t fresh = int32_t(nodes.size());
    nodes.emplace_back();
    nodes[at].insert(key, fresh, nodes[at].new_step(key));
    return fresh;
  }

  // `a.b.c` can stand as a → b → c, a → b.c, a.b → c or a.b.c: every way gets its nodes.
  void add(int32_t at, const std::string &path, Leaf leaf) {
    for (size_t dot = path.find('.');; dot = path.find('.', dot + 1)) {
      if (dot == std::string::npos) {
        nodes[child(at, path)].leaves.push_back(leaf);
        return;
      }
      if (dot == 0 || dot + 1 == path.size()) continue;
      add(child(at, path.substr(0, dot)), path.substr(dot + 1), leaf);
    }
  }
};

struct hj_parser {
  const hj_plan *plan;
  ondemand::parser parser;

  hj_value *row = nullptr;
  uint8_t *arena = nullptr;
  size_t capacity = 0;
  size_t used = 0;

  void store(const Node &node, hj_value value) {
    for (const Leaf &leaf : node.leaves) {
      hj_value &place = row[leaf.slot];
      if (place.kind != HJ_ABSENT && place.rank < leaf.rank) continue;
      if (place.kind != HJ_ABSENT && place.rank == leaf.rank) {
        append(place, value);
        continue;
      }
      place = value;
      place.rank = leaf.rank;
    }
  }

  // A second value for the same slot: both, joined.
  void append(hj_value &place, const hj_value &value) {
    size_t length = size_t(place.length) + 1 + value.length;
    size_t parts = 1;
    for (uint32_t i = 0; i < place.length; i++) parts += place.bytes[i] == kSeparator;
    if (parts >= kMostElements || used + length > capacity) return;
    uint8_t *to = arena + used;
    // The last value in the arena grows in place, so that many elements cost their own bytes only.
    if (place.bytes >= arena && place.bytes + place.length == arena + used) {
      to = const_cast<uint8_t *>(place.bytes);
      used += 1 + value.length;
    } else {
      memcpy(to, place.bytes, place.length);
      used += length;
    }
    to[place.length] = kSeparator;
    memcpy(to + place.length + 1, value.bytes, value.length);
    place.bytes = to;
    place.length = uint32_t(length);
    place.kind = HJ_MULTIPLE;
  }

  static int hex(uint8_t c) {
    if (c >= '0' && c <= '9') return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  }

  static int32_t code_unit(const uint8_t *at) {
    int32_t value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = hex(at[i]);
      if (digit < 0) return -1;
      value = value << 4 | digit;
    }
    return value;
  }

  // Escapes out; a lone surrogate becomes U+FFFD. The result is never longer than the source.
  bool unescape(const uint8_t *from, size_t length, hj_value &value) {
    if (used + length > capacity) return false;
    uint8_t *start = arena + used, *to = start;
    const uint8_t *end = from + length;
    while (from < end) {
      if (*from != '\\') {
        *to++ = *from++;
        continue;
      }
      if (++from >= end) return false;
      uint8_t c = *from++;
      switch (c) {
        case 'b': *to++ = '\b'; break;
        case 'f': *to++ = '\f'; break;
        case 'n': *to++ = '\n'; break;
        case 'r': *to++ = '\r'; break;
        case 't': *to++ = '\t'; break;
        case '"': case '\\': case '/': *to++ = c; break;
        case 'u': {
          if (end - from < 4) return false;
          int32_t unit = code_unit(from);
          if (unit < 0) return false;
          from += 4;
          uint32_t point = uint32_t(unit);
          if (unit >= 0xD800 && unit < 0xDC00 && end - from >= 6 && from[0] == '\\' && from[1] == 'u') {
            int32_t low = code_unit(from + 2);
            if (low >= 0xDC00 && low < 0xE000) {
              point = 0x10000 + ((uint32_t(unit) - 0xD800) << 10) + (uint32_t(low) - 0xDC00);
              from += 6;
            }
          }
          if (point >= 0xD800 && point < 0xE000) point = 0xFFFD;
          if (point < 0x80) {
            *to++ = uint8_t(point);
          } else if (point < 0x800) {
            *to++ = uint8_t(0xC0 | point >> 6);
            *to++ = uint8_t(0x80 | (point & 0x3F));
          } else if (point < 0x10000) {
            *to++ = uint8_t(0xE0 | point >> 12);
            *to++ = uint8_t(0x80 | (point >> 6 & 0x3F));
            *to++ = uint8_t(0x80 | (point & 0x3F));
          } else {
            *to++ = uint8_t(0xF0 | point >> 18);
            *to++ = uint8_t(0x80 | (point >> 12 & 0x3F));
            *to++ = uint8_t(0x80 | (point >> 6 & 0x3F));
            *to++ = uint8_t(0x80 | (point & 0x3F));
          }
          break;
        }
        default: return false;
      }
    }
    value.bytes = start;
    value.length = uint32_t(to - start);
    used = size_t(to - arena);
    return true;
  }

  int32_t scalar(const Node &node, ondemand::value value, ondemand::json_type type) {
    std::string_view token = value.raw_json_token();
    while (!token.empty() && uint8_t(token.back()) <= ' ') token.remove_suffix(1);
    auto bytes = reinterpret_cast<const uint8_t *>(token.data());
    hj_value result{bytes, uint32_t(token.size()), HJ_STRING, 0, 0};
    switch (type) {
      case ondemand::json_type::string:
        if (token.size() < 2 || token.back() != '"') return STRING_ERROR;
        result.bytes++;
        result.length -= 2;
        if (memchr(result.bytes, '\\', result.length))
          if (!unescape(result.bytes, result.length, result)) return STRING_ERROR;
        break;
      case ondemand::json_type::number:
        if (!looks_like_a_number(token)) return NUMBER_ERROR;
        result.kind = HJ_NUMBER;
        break;
      case ondemand::json_type::boolean: {
        bool truth;
        if (auto error = value.get_bool().get(truth)) return error;
        result.kind = HJ_BOOLEAN;
        break;
      }
      default:
        if (!value.is_null()) return N_ATOM_ERROR;
        return 0;
    }
    store(node, result);
    return 0;
  }

  // Integers beyond 64 bits and exponents beyond a double are numbers all the same: they stay text.
  static bool looks_like_a_number(std::string_view token) {
    for (char c : token)
      if (!((c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E')) return false;
    return !token.empty();
  }

  int32_t element(const Node &node, ondemand::value value, int depth) {
    ondemand::json_type type;
    if (auto error = value.type().get(type)) return error;
    if (type == ondemand::json_type::object) {
      if (node.table.empty() || depth > kMostDepth) return 0;
      ondemand::object object;
      if (auto error = value.get_object().get(object)) return error;
      return walk(node, object, depth + 1);
    }
    if (type == ondemand::json_type::array) {
      if (depth > kMostDepth) return 0;
      ondemand::array array;
      if (auto error = value.get_array().get(array)) return error;
      for (auto item : array) {
        ondemand::value inner;
        if (auto error = item.get(inner)) return error;
        if (int32_t status = element(node, inner, depth + 1)) return status;
      }
      return 0;
    }
    if (node.leaves.empty()) return 0;
    return scalar(node, value, type);
  }

  // Inside an object that is not the record itself the walk ends when every wanted step was met: simdjson
  // skips the rest.
  int32_t walk(const Node &node, ondemand::object object, int depth) {
    uint64_t missing = depth > 0 ? node.steps : 0;
    bool can_end = missing != 0;
    for (auto field : object) {
      if (field.error()) return field.error();
      const char *key = field.key().value_unsafe().raw();
      const char *end = closing_quote(key);
      const Entry *entry = node.find(key, size_t(end - key));
      if (!entry) continue;
      if (int32_t status = element(plan->nodes[entry->node], field.value().value_unsafe(), depth))
        return status;
      missing &= ~entry->bit;
      if (can_end && missing == 0) return 0;
    }
    return 0;
  }

  int32_t record(const uint8_t *bytes, size_t length) {
    ondemand::document document;
    auto text = reinterpret_cast<const char *>(bytes);
    if (auto error = parser.iterate(text, length, length + SIMDJSON_PADDING).get(document)) return error;
    ondemand::json_type type;
    if (auto error = document.type().get(type)) return error;
    if (type != ondemand::json_type::object) return kNotAnObject;
    ondemand::object object;
    if (auto error = document.get_object().get(object)) return error;
    if (int32_t status = walk(plan->nodes[0], object, 0)) return status;
    const char *rest;
    return document.current_location().get(rest) == OUT_OF_BOUNDS ? 0 : kTrailing;
  }
};

extern "C" {

hj_plan *hj_plan_new(void) { return new hj_plan; }
void hj_plan_add(hj_plan *plan, const char *path, uint32_t slot, uint16_t rank) {
  plan->add(0, path, Leaf{slot, rank});
}
void hj_plan_free(hj_plan *plan) { delete plan; }

hj_parser *hj_parser_new(const hj_plan *plan) {
  auto parser = new hj_parser;
  parser->plan = plan;
  return parser;
}
void hj_parser_free(hj_parser *parser) { delete parser; }

void hj_parse(hj_parser *parser, const uint8_t *data, hj_record *records, size_t count, hj_value *values,
              uint32_t slots, uint8_t *arena, size_t arena_capacity, size_t *arena_used) {
  parser->arena = arena;
  parser->capacity = arena_capacity;
  parser->used = *arena_used;
  for (size_t i = 0; i < count; i++) {
    parser->row = values + i * slots;
    records[i].status = parser->record(data + records[i].offset, records[i].length);
  }
  *arena_used = parser->used;
}

size_t hj_padding(void) { return SIMDJSON_PADDING; }

const char *hj_reason(int32_t status) {
  if (status == kNotAnObject) return "not a JSON object";
  if (status == kTrailing) return "text after the JSON object";
  switch (status) {
    case UTF8_ERROR: return "invalid UTF-8";
    case UNESCAPED_CHARS: return "control character inside a string";
    case UNCLOSED_STRING: return "string without its closing quote";
    case EMPTY: return "empty record";
    case INCOMPLETE_ARRAY_OR_OBJECT: return "record cut short";
    case DEPTH_ERROR: return "nested too deeply";
    case STRING_ERROR: return "invalid escape in a string";
    case NUMBER_ERROR: return "invalid number";
    case T_ATOM_ERROR: case F_ATOM_ERROR: case N_ATOM_ERROR: return "invalid literal";
    case CAPACITY: case MEMALLOC: return "record too long";
    default: return "invalid JSON";
  }
}

void hj_keep_freed_chunks(void) {
  mallopt(M_MMAP_THRESHOLD, 64 << 20);
  mallopt(M_TRIM_THRESHOLD, 128 << 20);
}

uint64_t hj_bare_walk(const uint8_t *data, size_t length) {
  ondemand::parser parser;
  uint64_t fields = 0;
  for (size_t at = 0; at < length;) {
    auto newline = static_cast<const uint8_t *>(memchr(data + at, '\n', length - at));
    size_t end = newline ? size_t(newline - data) : length;
    if (end > at) {
      ondemand::document document;
      ondemand::object object;
      auto text = reinterpret_cast<const char *>(data + at);
      if (!parser.iterate(text, end - at, end - at + SIMDJSON_PADDING).get(document) &&
          !document.get_object().get(object))
        for (auto field : object) {
          if (field.error()) break;
          fields++;
        }
    }
    at = end + 1;
  }
  return fields;
}

size_t hj_split(hj_splitter *s, const uint8_t *data, size_t from, size_t length, hj_record *records,
                size_t capacity, size_t *open_from, size_t *consumed) {
  size_t count = 0;
  size_t open = s->state ? *open_from : length;
  size_t at = from;
  for (; at < length && count < capacity && !s->done; at++) {
    uint8_t c = data[at];
    if (s->in_string) {
      if (s->escaped) s->escaped = 0;
      else if (c == '\\') s->escaped = 1;
      else if (c == '"') s->in_string = 0;
      continue;
    }
    switch (c) {
      case '"':
        s->in_string = 1;
        break;
      case '{':
        if (s->in_array && s->depth == 0) {
          open = at;
          s->state = 1;
        }
        if (s->in_array) s->depth++;
        break;
      case '[':
        if (s->in_array) s->depth++;
        else s->in_array = 1;
        break;
      case '}': case ']':
        if (!s->in_array) break;
        if (s->depth == 0) {
          s->done = 1;
          break;
        }
        s->depth--;
        if (s->depth == 0 && s->state) {
          records[count++] = hj_record{open, uint32_t(at + 1 - open), 0};
          s->state = 0;
          open = length;
        }
        break;
      default: break;
    }
  }
  *open_from = s->state ? open : length;
  *consumed = s->done ? length : at;
  return count;
}

}  // extern "C"
