#include <zlib.h>

// The macros of zlib.h are not imported.
static inline int harrier_deflate_init(z_stream *stream) {
  return deflateInit2(stream, 6, Z_DEFLATED, -13, 5, Z_DEFAULT_STRATEGY);
}
