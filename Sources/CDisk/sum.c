// CRC-32C, RFC 3720 §12.1. The instruction of x86-64 and ARMv8 takes three cycles and can begin another each cycle, so
// that three stretches are summed side by side and then put together: a sum that is followed by n zero bytes is a linear
// map of the sum, which four tables of 256 hold.
#include "CDisk.h"

#include <pthread.h>
#include <string.h>

enum { LONG = 4096, SHORT = 256 };

static const uint32_t polynomial = 0x82f63b78; // reflected

static uint32_t by_bytes[8][256];
static uint32_t over_long[4][256], over_short[4][256];
static pthread_once_t once = PTHREAD_ONCE_INIT;

// MARK: - Tables

// What `sum` becomes after `count` zero bytes; by the plain table.
static uint32_t after_zeros(uint32_t sum, int count) {
  while (count-- > 0) sum = by_bytes[0][sum & 0xff] ^ (sum >> 8);
  return sum;
}

static void fill_over(uint32_t table[4][256], int count) {
  uint32_t bit[32];
  for (int i = 0; i < 32; i++) bit[i] = after_zeros(UINT32_C(1) << i, count);
  for (int byte = 0; byte < 4; byte++)
    for (int value = 0; value < 256; value++) {
      uint32_t sum = 0;
      for (int i = 0; i < 8; i++)
        if (value >> i & 1) sum ^= bit[byte * 8 + i];
      table[byte][value] = sum;
    }
}

static void fill_tables(void) {
  for (uint32_t value = 0; value < 256; value++) {
    uint32_t sum = value;
    for (int i = 0; i < 8; i++) sum = sum & 1 ? sum >> 1 ^ polynomial : sum >> 1;
    by_bytes[0][value] = sum;
  }
  for (int value = 0; value < 256; value++)
    for (int i = 1; i < 8; i++)
      by_bytes[i][value] = by_bytes[0][by_bytes[i - 1][value] & 0xff] ^ (by_bytes[i - 1][value] >> 8);
  fill_over(over_long, LONG);
  fill_over(over_short, SHORT);
}

static inline uint64_t word_at(const uint8_t *bytes) {
  uint64_t word;
  memcpy(&word, bytes, sizeof word);
  return word;
}

uint32_t cdisk_sum_by_tables(const void *start, size_t length) {
  pthread_once(&once, fill_tables);
  const uint8_t *bytes = start;
  uint32_t sum = 0xffffffff;
  for (; length >= 8; bytes += 8, length -= 8) {
    // Byte by byte, so that it holds in either order of bytes.
    const uint32_t low = sum ^ ((uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
                                (uint32_t)bytes[3] << 24);
    sum = by_bytes[7][low & 0xff] ^ by_bytes[6][low >> 8 & 0xff] ^ by_bytes[5][low >> 16 & 0xff] ^
          by_bytes[4][low >> 24] ^ by_bytes[3][bytes[4]] ^ by_bytes[2][bytes[5]] ^ by_bytes[1][bytes[6]] ^
          by_bytes[0][bytes[7]];
  }
  for (; length > 0; bytes++, length--) sum = by_bytes[0][(sum ^ *bytes) & 0xff] ^ (sum >> 8);
  return ~sum;
}

// MARK: - The instruction

#if defined(__x86_64__)
#include <nmmintrin.h>
#define WITH_INSTRUCTION __attribute__((target("sse4.2")))
#define SUM_WORD(sum, word) _mm_crc32_u64(sum, word)
#define SUM_BYTE(sum, byte) _mm_crc32_u8((uint32_t)(sum), byte)
typedef uint64_t wide_sum;
static int has_instruction(void) { return __builtin_cpu_supports("sse4.2") != 0; }
#elif defined(__aarch64__)
#include <sys/auxv.h>
#define WITH_INSTRUCTION __attribute__((target("crc")))
#define SUM_WORD(sum, word) __builtin_arm_crc32cd(sum, word)
#define SUM_BYTE(sum, byte) __builtin_arm_crc32cb(sum, byte)
typedef uint32_t wide_sum;
// HWCAP_CRC32 of the kernel.
static int has_instruction(void) { return (getauxval(AT_HWCAP) & (1UL << 7)) != 0; }
#endif

#ifdef WITH_INSTRUCTION

static inline uint32_t over(uint32_t table[4][256], uint32_t sum) {
  return table[0][sum & 0xff] ^ table[1][sum >> 8 & 0xff] ^ table[2][sum >> 16 & 0xff] ^ table[3][sum >> 24];
}

// Sums three stretches of `stretch` bytes each, one behind the other.
#define SUM_THREE(sum, bytes, stretch, table)                                                                          \
  do {                                                                                                                 \
    wide_sum first = (sum), second = 0, third = 0;                                                                     \
    for (const uint8_t *end = (bytes) + (stretch); (bytes) < end; (bytes) += 8) {                                      \
      first = SUM_WORD(first, word_at(bytes));                                                                         \
      second = SUM_WORD(second, word_at((bytes) + (stretch)));                                                         \
      third = SUM_WORD(third, word_at((bytes) + 2 * (stretch)));                                                       \
    }                                                                                                                  \
    (sum) = over(table, over(table, (uint32_t)first) ^ (uint32_t)second) ^ (uint32_t)third;                            \
    (bytes) += 2 * (stretch);                                                                                          \
  } while (0)

WITH_INSTRUCTION static uint32_t sum_by_instruction(const void *start, size_t length) {
  const uint8_t *bytes = start;
  uint32_t sum = 0xffffffff;
  for (; length >= 3 * LONG; length -= 3 * LONG) SUM_THREE(sum, bytes, LONG, over_long);
  for (; length >= 3 * SHORT; length -= 3 * SHORT) SUM_THREE(sum, bytes, SHORT, over_short);
  for (; length >= 8; bytes += 8, length -= 8) sum = (uint32_t)SUM_WORD(sum, word_at(bytes));
  for (; length > 0; bytes++, length--) sum = (uint32_t)SUM_BYTE(sum, *bytes);
  return ~sum;
}

int cdisk_sums_in_hardware(void) { return has_instruction(); }

uint32_t cdisk_sum(const void *bytes, size_t length) {
  pthread_once(&once, fill_tables);
  return has_instruction() ? sum_by_instruction(bytes, length) : cdisk_sum_by_tables(bytes, length);
}

#else

int cdisk_sums_in_hardware(void) { return 0; }

uint32_t cdisk_sum(const void *bytes, size_t length) { return cdisk_sum_by_tables(bytes, length); }

#endif
