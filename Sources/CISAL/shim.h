#include <isa-l/igzip_lib.h>
#include <isa-l/crc.h>
#include <isa-l/crc64.h>

// A macro of macros that Swift does not import.
static const int isal_level3_default_bytes = ISAL_DEF_LVL3_DEFAULT;
