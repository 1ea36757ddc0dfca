#include "CSimdjson.h"

#include <cstring>
#include <simdjson.h>
#include <string>
#include <string_view>

using namespace simdjson;

struct hj_paths {
  ondemand::parser parser;
  std::string text;    // the record, padded
  std::string prefix;  // of the object that is walked

  bool walk(ondemand::object object, int depth, hj_path_found found, void *context) {
    for (auto field : object) {
      std::string_view key;
      ondemand::value value;
      ondemand::json_type type;
      if (field.error() || field.unescaped_key().get(key) || field.value().get(value) ||
          value.type().get(type))
        return false;
      if (type == ondemand::json_type::null) continue;
      size_t length = prefix.size();
      prefix.append(key);
      found(context, prefix.data(), prefix.size());
      if (depth > 0 && type == ondemand::json_type::object) {
        ondemand::object inner;
        prefix.push_back('.');
        if (value.get_object().get(inner) || !walk(inner, depth - 1, found, context)) return false;
      }
      prefix.resize(length);
    }
    return true;
  }
};

extern "C" {

hj_paths *hj_paths_new(void) { return new hj_paths; }
void hj_paths_free(hj_paths *paths) { delete paths; }

bool hj_paths_read(hj_paths *paths, const uint8_t *record, size_t length, int depth, hj_path_found found,
                   void *context) {
  paths->text.assign(reinterpret_cast<const char *>(record), length);
  paths->text.resize(length + SIMDJSON_PADDING);
  paths->prefix.clear();
  ondemand::document document;
  ondemand::object object;
  if (paths->parser.iterate(padded_string_view(paths->text.data(), length, paths->text.size())).get(document) ||
      document.get_object().get(object) || !paths->walk(object, depth, found, context))
    return false;
  const char *rest;
  return document.current_location().get(rest) == OUT_OF_BOUNDS;
}

}  // extern "C"
