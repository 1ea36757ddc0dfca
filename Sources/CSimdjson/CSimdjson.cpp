#include "CSimdjson.h"

#include <cstring>
#include <memory>
#include <simdjson.h>
#include <string>
#include <string_view>
#include <vector>

using namespace simdjson;

namespace {

constexpr uint8_t kSeparator = 0x1F;  // between the values of an array, as the rooms above know it
constexpr int32_t kNotAnObject = 1001;
constexpr int32_t kTrailing = 1002;
constexpr size_t kMostElements = 64;
constexpr int kMostDepth = 64;
constexpr size_t kMostTogether = 64 << 10;
constexpr size_t kLeastCapacity = 64 << 10;

struct Leaf {
  uint32_t slot;
  uint16_t rank;
};

// Which elements of an array are meant: `[2]`, or objects with a value, as in `[Name=UserAgent]`.
struct Selector {
  std::string key;  // empty: by place
  std::string value;
  size_t place = 0;
  int32_t node = -1;
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

// How a structural byte changes the number of open brackets.
inline int32_t opens(uint8_t byte) {
  uint8_t c = byte | 0x20;  // '[' becomes '{', ']' becomes '}'
  return int32_t(c == '{') - int32_t(c == '}');
}

struct Node {
  std::vector<Leaf> leaves;
  std::vector<Entry> table;  // a power of two, at most half full
  size_t used = 0;
  uint64_t lengths = 0;  // the bit of every key's length, modulo 64: most unwanted keys have another
  uint64_t steps = 0;  // bits of all single-step keys; 0 where they are too many
  int step_count = 0;
  std::vector<Selector> selectors;
  std::vector<uint32_t> spans;  // slots that take an object or array whole, as written
  std::string path;
  bool takes_either = false;  // text or an object: neither is a conflict
  int32_t any = -1;    // the node of a step `*`: keys that have no node of their own
  int32_t pairs = -1;  // of a list of name-value objects: the node whose keys are the names

  bool wants_scalar() const { return !leaves.empty(); }
  bool is_leaf_only() const { return table.empty() && any < 0 && pairs < 0; }
  // A plain value is a conflict where an object was expected, and none where it is an element by its place.
  bool wants_object() const {
    if (!is_leaf_only()) return true;
    for (const Selector &selector : selectors)
      if (selector.key.empty()) return false;
    return !selectors.empty();
  }

  const Entry *find(const char *key, size_t length) const {
    if (!(lengths >> (length & 63) & 1)) return nullptr;
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
    lengths |= uint64_t(1) << (key.size() & 63);
    used++;
  }
};

}  // namespace

struct hj_plan {
  std::vector<Node> nodes{1};

  int32_t child(int32_t at, const std::string &key) {
    std::string padded = key + std::string(8, '\0');
    if (const Entry *entry = nodes[at].find(padded.data(), key.size())) return entry->node;
    int32_t node = fresh(nodes[at].path.empty() ? key : nodes[at].path + "." + key);
    nodes[at].insert(key, node, nodes[at].new_step(key));
    return node;
  }

  // A new node.
  int32_t fresh(const std::string &path) {
    nodes.emplace_back();
    nodes.back().path = path;
    return int32_t(nodes.size()) - 1;
  }

  // The node of the elements that `key=value` or a number chooses.
  int32_t selected(int32_t at, const std::string &text) {
    Selector selector;
    size_t equals = text.find('=');
    if (equals == std::string::npos) {
      selector.place = strtoull(text.c_str(), nullptr, 10);
    } else {
      selector.key = text.substr(0, equals);
      selector.value = text.substr(equals + 1);
    }
    for (const Selector &known : nodes[at].selectors)
      if (known.key == selector.key && known.value == selector.value && known.place == selector.place)
        return known.node;
    selector.node = fresh(nodes[at].path + "[" + text + "]");
    nodes[at].selectors.push_back(selector);
    return selector.node;
  }

  // The node behind `*`, made where it is not yet.
  int32_t any_child(int32_t at) {
    if (nodes[at].any < 0) {
      int32_t node = fresh(nodes[at].path + ".*");
      nodes[at].any = node;
    }
    return nodes[at].any;
  }

  // The node of the names behind `list[]`.
  int32_t pair_child(int32_t at, const std::string &list) {
    int32_t node = child(at, list);
    if (nodes[node].pairs < 0) {
      int32_t names = fresh(nodes[node].path + "[]");
      nodes[node].pairs = names;
    }
    return nodes[node].pairs;
  }

  // -1 where the step has a `*` or `[]` that is not a whole step's: another way of splitting has it.
  int32_t step(int32_t at, const std::string &key) {
    if (key == "*") return any_child(at);
    if (key.find('*') != std::string::npos) return -1;
    size_t list = key.find("[]");
    if (list == std::string::npos) return child(at, key);
    return list + 2 == key.size() && list > 0 ? pair_child(at, key.substr(0, list)) : -1;
  }

  // Where the first `[key=value]` or `[0]` begins.
  static size_t selector_start(const std::string &path) {
    for (size_t at = path.find('['); at != std::string::npos; at = path.find('[', at + 1))
      if (at + 1 < path.size() && path[at + 1] != ']' && path.find(']', at) != std::string::npos) return at;
    return path.size();
  }

  // `a.b.c` can stand as a → b → c, a → b.c, a.b → c or a.b.c: every way gets its nodes. A selector ends a step.
  template <class Use> void add(int32_t at, const std::string &path, const Use &use) {
    size_t limit = selector_start(path);
    for (size_t dot = path.find('.'); dot < limit; dot = path.find('.', dot + 1)) {
      if (dot == 0 || dot + 1 == path.size()) continue;
      int32_t node = step(at, path.substr(0, dot));
      if (node >= 0) add(node, path.substr(dot + 1), use);
    }
    int32_t node = limit == 0 ? at : step(at, path.substr(0, limit));
    if (node < 0) return;
    if (limit == path.size()) return use(nodes[node]);
    size_t close = path.find(']', limit);
    node = selected(node, path.substr(limit + 1, close - limit - 1));
    size_t rest = close + 1 < path.size() && path[close + 1] == '.' ? close + 2 : close + 1;
    if (rest >= path.size()) return use(nodes[node]);
    add(node, path.substr(rest), use);
  }
};

struct hj_parser {
  const hj_plan *plan;
  std::unique_ptr<internal::dom_parser_implementation> stage;
  const uint8_t *base = nullptr;  // of the text that is indexed
  uint32_t end = 0;               // of the record, from the base: no structural at or behind it is looked at
  int32_t status = 0;             // why the walk failed

  hj_value *row = nullptr;
  uint8_t *arena = nullptr;
  size_t capacity = 0;
  size_t used = 0;
  // By node: values met where an object was expected, and objects where a value was.
  std::vector<uint32_t> conflicts;

  void conflict(const Node &node, bool is_object) {
    if (node.takes_either) return;
    conflicts[2 * size_t(&node - plan->nodes.data()) + is_object]++;
  }

  void store(const Node &node, hj_value value) {
    for (const Leaf &leaf : node.leaves) {
      hj_value &place = row[leaf.slot];
      // An empty string says nothing that another source could not say better.
      if (place.kind != HJ_ABSENT && place.length > 0 && value.length == 0) continue;
      if (place.kind != HJ_ABSENT && place.length > 0 && place.rank < leaf.rank) continue;
      if (place.kind != HJ_ABSENT && place.length > 0 && place.rank == leaf.rank) {
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

  const uint32_t *fail(int32_t reason) {
    status = reason;
    return nullptr;
  }

  // Passes over brackets until as many have closed as are open.
  const uint32_t *close(const uint32_t *at, int32_t open) {
    do {
      uint32_t place = *at++;
      if (place >= end) return fail(INCOMPLETE_ARRAY_OR_OBJECT);
      open += opens(base[place]);
    } while (open > 0);
    return at;
  }

  // Passes over a value that nobody wants.
  const uint32_t *skip(const uint32_t *at) {
    switch (base[*at++]) {
      case '{': case '[': return close(at, 1);
      case '}': case ']': case ',': case ':': return fail(TAPE_ERROR);
      default: return at;
    }
  }

  // true, false or null stands there and nothing else.
  static bool is_word(const uint8_t *from, size_t length, const char *word, size_t word_length) {
    return length >= word_length && memcmp(from, word, word_length) == 0 &&
           (length == word_length || is_white(from[word_length]));
  }

  static bool is_white(uint8_t c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

  // Eight bytes at a time: most values are short, and a call costs more than its work.
  static bool has_backslash(const uint8_t *from, size_t length) {
    constexpr uint64_t ones = 0x0101010101010101, tops = 0x8080808080808080;
    for (; length >= 8; from += 8, length -= 8) {
      uint64_t word;
      memcpy(&word, from, 8);
      word ^= ones * '\\';
      if ((word - ones) & ~word & tops) return true;
    }
    for (; length > 0; from++, length--)
      if (*from == '\\') return true;
    return false;
  }

  // A scalar ends before the next structural, whatever it is.
  const uint32_t *scalar(const Node &node, const uint32_t *at) {
    const uint8_t *from = base + at[0];
    if (at[1] >= end) return fail(INCOMPLETE_ARRAY_OR_OBJECT);
    size_t whole = at[1] - at[0];
    size_t length = whole;
    while (length > 0 && from[length - 1] <= ' ') length--;
    hj_value result{from, uint32_t(length), HJ_STRING, 0, 0};
    switch (*from) {
      case '"':
        if (length < 2 || from[length - 1] != '"') return fail(STRING_ERROR);
        result.bytes++;
        result.length -= 2;
        if (has_backslash(result.bytes, result.length))
          if (!unescape(result.bytes, result.length, result)) return fail(STRING_ERROR);
        break;
      case 't':
        if (!is_word(from, whole, "true", 4)) return fail(T_ATOM_ERROR);
        result.kind = HJ_BOOLEAN;
        break;
      case 'f':
        if (!is_word(from, whole, "false", 5)) return fail(F_ATOM_ERROR);
        result.kind = HJ_BOOLEAN;
        break;
      case 'n':
        if (!is_word(from, whole, "null", 4)) return fail(N_ATOM_ERROR);
        return at + 1;
      default:
        if (!looks_like_a_number(from, length)) return fail(NUMBER_ERROR);
        result.kind = HJ_NUMBER;
    }
    store(node, result);
    return at + 1;
  }

  // Integers beyond 64 bits and exponents beyond a double are numbers all the same: they stay text.
  static bool looks_like_a_number(const uint8_t *from, size_t length) {
    for (size_t i = 0; i < length; i++) {
      uint8_t c = from[i];
      if (!((c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E')) return false;
    }
    return length > 0;
  }

  // An object or array whole, as it is written.
  const uint32_t *span(const Node &node, const uint32_t *at) {
    const uint32_t *behind = close(at + 1, 1);
    if (!behind) return nullptr;
    for (uint32_t slot : node.spans)
      if (row[slot].kind == HJ_ABSENT)
        row[slot] = hj_value{base + *at, uint32_t(behind[-1] + 1 - *at), HJ_STRING, 0, 0};
    return behind;
  }

  // A value of a wanted key. `at` stands on it and is within the record; the result stands behind it.
  const uint32_t *element(const Node &node, const uint32_t *at, int depth) {
    switch (base[*at]) {
      case '{':
        if (!node.spans.empty() && !span(node, at)) return nullptr;
        if (node.is_leaf_only() || depth > kMostDepth) {
          if (node.wants_scalar()) conflict(node, true);
          return close(at + 1, 1);
        }
        if (node.pairs >= 0) return pair(node, at + 1, depth + 1);
        return object(node, at + 1, depth + 1);
      case '[':
        if (!node.spans.empty() && !span(node, at)) return nullptr;
        if (depth > kMostDepth) return close(at + 1, 1);
        return array(node, at + 1, depth + 1);
      case '"': case 't': case 'f': case 'n': case '-': case '0': case '1': case '2': case '3': case '4':
      case '5': case '6': case '7': case '8': case '9':
        if (node.wants_scalar()) return scalar(node, at);
        if (node.wants_object() && base[*at] != 'n') conflict(node, false);
        return at + 1;
      default: return fail(TAPE_ERROR);
    }
  }

  // The value of an object's key, where it is a string without escapes or another scalar, and ends at `length`.
  bool has(const uint32_t *at, const Selector &selector) {
    for (at++; *at < end && base[*at] == '"';) {
      uint32_t key = *at++, colon = *at++;
      if (key >= end || colon >= end || *at >= end || base[colon] != ':') return false;
      const uint8_t *value = base + *at;
      const uint32_t *behind = skip(at);
      if (!behind || *behind >= end) return false;
      size_t length = selector.key.size();
      if (base[key + 1 + length] == '"' && key + 1 + length < colon &&
          memcmp(base + key + 1, selector.key.data(), length) == 0) {
        size_t quote = *value == '"';
        size_t room = size_t(base + *behind - value);
        length = selector.value.size();
        if (room < length + 2 * quote || memcmp(value + quote, selector.value.data(), length) != 0) return false;
        uint8_t next = value[quote + length];
        return quote ? next == '"' : next <= ' ' || next == ',' || next == '}';
      }
      at = behind;
      if (base[*at++] != ',') return false;
    }
    return false;
  }

  // Walks an element for each selector that means it.
  bool select(const Node &node, const uint32_t *at, size_t place, int depth) {
    for (const Selector &selector : node.selectors) {
      bool meant = selector.key.empty() ? selector.place == place : base[*at] == '{' && has(at, selector);
      if (meant && !element(plan->nodes[selector.node], at, depth)) return false;
    }
    return true;
  }

  // `at` stands behind the opening bracket.
  const uint32_t *array(const Node &node, const uint32_t *at, int depth) {
    if (*at >= end) return fail(INCOMPLETE_ARRAY_OR_OBJECT);
    if (base[*at] == ']') return at + 1;
    for (size_t place = 0;; place++) {
      if (!node.selectors.empty() && !select(node, at, place, depth)) return nullptr;
      at = element(node, at, depth);
      if (!at) return nullptr;
      if (*at >= end) return fail(INCOMPLETE_ARRAY_OR_OBJECT);
      uint8_t next = base[*at++];
      if (next == ']') return at;
      if (next != ',') return fail(TAPE_ERROR);
      if (*at >= end) return fail(INCOMPLETE_ARRAY_OR_OBJECT);
    }
  }

  // `at` stands behind the opening bracket. Inside an object that is not the record itself the walk ends when
  // every wanted step was met: the rest is only counted.
  const uint32_t *object(const Node &node, const uint32_t *at, int depth) {
    uint64_t missing = depth > 0 && node.any < 0 ? node.steps : 0;
    bool can_end = missing != 0;
    if (*at >= end) return fail(INCOMPLETE_ARRAY_OR_OBJECT);
    if (base[*at] == '}') return at + 1;
    for (;;) {
      uint32_t key = *at++;
      if (key >= end) return fail(INCOMPLETE_ARRAY_OR_OBJECT);
      if (base[key] != '"') return fail(TAPE_ERROR);
      uint32_t colon = *at++;
      if (colon >= end) return fail(INCOMPLETE_ARRAY_OR_OBJECT);
      if (base[colon] != ':') return fail(TAPE_ERROR);
      if (*at >= end) return fail(INCOMPLETE_ARRAY_OR_OBJECT);
      // Between a string and the next structural there is nothing but blanks, so the quote is the key's own.
      key++;
      uint32_t quote = colon - 1;
      while (base[quote] != '"') quote--;
      if (const Entry *entry = node.find(reinterpret_cast<const char *>(base) + key, quote - key)) {
        at = element(plan->nodes[entry->node], at, depth);
        if (!at) return nullptr;
        missing &= ~entry->bit;
      } else {
        at = node.any >= 0 ? element(plan->nodes[node.any], at, depth) : skip(at);
        if (!at) return nullptr;
      }
      if (*at >= end) return fail(INCOMPLETE_ARRAY_OR_OBJECT);
      uint8_t next = base[*at++];
      if (next == '}') return at;
      if (next != ',') return fail(TAPE_ERROR);
      if (can_end && missing == 0) return close(at, 1);
    }
  }

  static bool is_one_of(std::string_view key, std::initializer_list<std::string_view> words) {
    for (auto word : words)
      if (key == word) return true;
    return false;
  }

  // A name-value object of a list, such as {"@Name": "Image", "#text": "C:\\a.exe"}: the value is stored as if
  // the name were its key. `at` stands behind the opening bracket.
  const uint32_t *pair(const Node &node, const uint32_t *at, int depth) {
    const Node &names = plan->nodes[node.pairs];
    const uint32_t *value = nullptr;
    std::string_view name;
    if (*at >= end) return fail(INCOMPLETE_ARRAY_OR_OBJECT);
    if (base[*at] == '}') return at + 1;
    for (;;) {
      uint32_t key = *at++;
      if (key >= end) return fail(INCOMPLETE_ARRAY_OR_OBJECT);
      if (base[key] != '"') return fail(TAPE_ERROR);
      uint32_t colon = *at++;
      if (colon >= end) return fail(INCOMPLETE_ARRAY_OR_OBJECT);
      if (base[colon] != ':') return fail(TAPE_ERROR);
      if (*at >= end) return fail(INCOMPLETE_ARRAY_OR_OBJECT);
      std::string_view word = quoted(key, colon);
      if (is_one_of(word, {"Name", "@Name", "name"})) {
        if (base[*at] == '"' && at[1] < end) name = quoted(*at, at[1]);
      } else if (is_one_of(word, {"#text", "Value", "text", "value", "$t", "_", "content"})) {
        value = at;
      }
      at = skip(at);
      if (!at) return nullptr;
      if (*at >= end) return fail(INCOMPLETE_ARRAY_OR_OBJECT);
      uint8_t next = base[*at++];
      if (next == '}') break;
      if (next != ',') return fail(TAPE_ERROR);
    }
    if (value && !name.empty())
      if (const Entry *entry = names.find(name.data(), name.size()))
        if (!element(plan->nodes[entry->node], value, depth)) return nullptr;
    return at;
  }

  // The text of a string that begins at a quote and ends before a structural.
  std::string_view quoted(uint32_t from, uint32_t next) const {
    from++;
    uint32_t quote = next - 1;
    while (quote > from && base[quote] != '"') quote--;
    return {reinterpret_cast<const char *>(base) + from, quote - from};
  }

  // Walks one record; `cursor` stands at or before its first structural, and after the call at or before the
  // next record's.
  int32_t record(const uint32_t *&cursor, uint32_t from, uint32_t to) {
    while (*cursor < from) cursor++;
    end = to;
    const uint32_t *first = cursor;
    if (*first >= end) return EMPTY;
    status = 0;
    const uint32_t *behind = nullptr;
    switch (base[*first]) {
      case '{': behind = object(plan->nodes[0], first + 1, 0); break;
      case '[': case '"': case 't': case 'f': case 'n': case '-': case '0': case '1': case '2': case '3':
      case '4': case '5': case '6': case '7': case '8': case '9':
        status = kNotAnObject;
        break;
      default: status = TAPE_ERROR;
    }
    if (behind && *behind >= end) {
      cursor = behind;
      return 0;
    }
    // Broken. One whose last structural closes nothing was cut short, whatever else is wrong with it.
    while (*cursor < end) cursor++;
    if (base[*first] == '{' && base[cursor[-1]] != '}') return INCOMPLETE_ARRAY_OR_OBJECT;
    return status ? status : kTrailing;
  }

  // Stage 1 of simdjson: where the structural bytes, strings and other scalars of some text begin, with an end
  // that stands behind every record.
  int32_t index(const uint8_t *text, size_t length) {
    if (!stage) {
      if (auto error = get_active_implementation()->create_dom_parser_implementation(
              length < kLeastCapacity ? kLeastCapacity : length, DEFAULT_MAX_DEPTH, stage))
        return error;
    } else if (stage->capacity() < length) {
      if (auto error = stage->set_capacity(length)) return error;
    }
    base = text;
    if (auto error = stage->stage1(text, length, stage1_mode::regular)) return error;
    stage->structural_indexes[stage->n_structural_indexes] = uint32_t(length);
    return 0;
  }

  // One record for itself.
  int32_t alone(const uint8_t *bytes, size_t length) {
    if (auto error = index(bytes, length)) return error;
    const uint32_t *cursor = stage->structural_indexes.get();
    return record(cursor, 0, uint32_t(length));
  }

  // How many records from the first on can be indexed together.
  static size_t group(const uint8_t *data, const hj_record *records, size_t count, bool are_lines) {
    size_t size = 1;
    while (size < count) {
      uint64_t ended = records[size - 1].offset + records[size - 1].length;
      if (records[size].offset + records[size].length - records[0].offset > kMostTogether) break;
      if (!are_lines && !is_gap(data + ended, data + records[size].offset)) break;
      size++;
    }
    return size;
  }

  // Between the records of an array: blanks and commas, which can neither open a string nor escape one.
  static bool is_gap(const uint8_t *from, const uint8_t *to) {
    if (to - from > 64) return false;
    for (; from < to; from++)
      if (*from != ',' && !is_white(*from)) return false;
    return true;
  }

  // Whether every record begins where a structural stands, and so outside of strings.
  bool begin_outside(const hj_record *records, size_t count) const {
    const uint32_t *at = stage->structural_indexes.get();
    for (size_t i = 0; i < count; i++) {
      uint32_t from = uint32_t(records[i].offset - records[0].offset);
      while (*at < from) at++;
      if (*at != from) return false;
    }
    return true;
  }

  // Records are indexed many at a time. A line end inside a string is an error, and so a broken line can
  // deceive none of the others: where there is an error, each is indexed for itself.
  void all(const uint8_t *data, hj_record *records, size_t count, hj_value *values, uint32_t slots,
           bool are_lines) {
    for (size_t done = 0; done < count;) {
      hj_record *some = records + done;
      size_t size = group(data, some, count - done, are_lines);
      const uint8_t *text = data + some[0].offset;
      size_t length = some[size - 1].offset + some[size - 1].length - some[0].offset;
      bool together =
          size > 1 && index(text, length) == SUCCESS && (are_lines || begin_outside(some, size));
      const uint32_t *cursor = together ? stage->structural_indexes.get() : nullptr;
      for (size_t i = 0; i < size; i++) {
        row = values + (done + i) * slots;
        uint32_t from = uint32_t(some[i].offset - some[0].offset);
        some[i].status = together ? record(cursor, from, from + some[i].length)
                                  : alone(data + some[i].offset, some[i].length);
      }
      done += size;
    }
  }
};

extern "C" {

hj_plan *hj_plan_new(void) { return new hj_plan; }
void hj_plan_add(hj_plan *plan, const char *path, uint32_t slot, uint16_t rank) {
  plan->add(0, path, [=](Node &node) { node.leaves.push_back(Leaf{slot, rank}); });
}
void hj_plan_take_either(hj_plan *plan, const char *path) {
  plan->add(0, path, [](Node &node) { node.takes_either = true; });
}
void hj_plan_add_span(hj_plan *plan, const char *path, uint32_t slot) {
  plan->add(0, path, [=](Node &node) { node.spans.push_back(slot); });
}
void hj_plan_free(hj_plan *plan) { delete plan; }

hj_parser *hj_parser_new(const hj_plan *plan) {
  auto parser = new hj_parser;
  parser->plan = plan;
  parser->conflicts.resize(2 * plan->nodes.size());
  return parser;
}
void hj_parser_free(hj_parser *parser) { delete parser; }

void hj_parse(hj_parser *parser, const uint8_t *data, hj_record *records, size_t count, hj_value *values,
              uint32_t slots, bool are_lines, uint8_t *arena, size_t arena_capacity, size_t *arena_used) {
  parser->arena = arena;
  parser->capacity = arena_capacity;
  parser->used = *arena_used;
  parser->all(data, records, count, values, slots, are_lines);
  *arena_used = parser->used;
}

size_t hj_take_conflicts(hj_parser *parser, hj_conflict *conflicts, size_t capacity) {
  size_t count = 0;
  for (size_t i = 0; i < parser->conflicts.size() && count < capacity; i++) {
    if (!parser->conflicts[i]) continue;
    conflicts[count++] = hj_conflict{parser->plan->nodes[i / 2].path.c_str(), parser->conflicts[i], i % 2 == 1};
    parser->conflicts[i] = 0;
  }
  return count;
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
  for (; at < length && count < capacity; at++) {
    uint8_t c = data[at];
    if (s->in_string) {
      if (s->escaped) s->escaped = 0;
      else if (c == '\\') s->escaped = 1;
      else if (c == '"') s->in_string = 0;
      continue;
    }
    if (s->done && c != '"') {
      // Behind an array: the rest of its wrapper, and then perhaps another, as in a file of one a line.
      if (s->done == HJ_IN_WRAPPER) {
        if (c == '{' || c == '}') s->outer += c == '{' ? 1 : -1;
        if (s->outer < 0) s->done = HJ_BETWEEN;
      } else if (c == '[') {
        s->done = 0;
      } else if (c == '{') {
        s->wrapped = 1;
      }
      continue;
    }
    switch (c) {
      case '"':
        s->in_string = 1;
        break;
      case '{':
        if (!s->in_array) s->wrapped = 1;
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
          s->done = s->wrapped ? HJ_IN_WRAPPER : HJ_BETWEEN;
          s->outer = 0;
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
  *consumed = at;
  return count;
}

}  // extern "C"
