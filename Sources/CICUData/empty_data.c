// An ICU data package without entries, in the place of the 34 MB one that a static Foundation brings along.
//
// GRDB and Yams import the whole of Foundation, and that links ICU for calendars, collation and formatting by
// language. This program uses none of it. ICU looks its tables up in the package of this name; one with an empty
// table of contents makes it answer that it knows no language but its built-in root, and no international domain
// names: URLComponents.host is nil in such a binary, URLComponents.encodedHost is not. The linker takes this
// definition before it looks into the archive, so the large one stays out. In a dynamically linked build the
// symbol is hidden and has no effect.
//
// The name carries ICU's major version. With another version this file has no effect either: the binary is then
// too large, which `make release` reports.
#include <stdint.h>

struct icu_data_header {
  uint16_t header_size;
  uint8_t magic[2];
  // ICU's UDataInfo.
  uint16_t info_size;
  uint16_t reserved;
  uint8_t is_big_endian;
  uint8_t charset_family;
  uint8_t size_of_char16;
  uint8_t reserved_byte;
  uint8_t data_format[4];
  uint8_t format_version[4];
  uint8_t data_version[4];
  uint8_t padding[8];
  // The table of contents.
  uint32_t entry_count;
  uint32_t filler[5];
};

__attribute__((visibility("hidden"), aligned(16))) const struct icu_data_header icudt76_dat = {
  .header_size = 32,
  .magic = {0xda, 0x27},
  .info_size = 20,
  .is_big_endian = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__,
  .size_of_char16 = 2,
  .data_format = {'T', 'o', 'C', 'P'},
  .format_version = {1},
};
