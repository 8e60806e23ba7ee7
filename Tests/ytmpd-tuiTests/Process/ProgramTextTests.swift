import Testing

@testable import ytmpd_tui

struct ProgramTextTests {
  @Test(arguments: [
    ("7f00a000-7f00c000 r-xp 00026000 fe:00 333151                     /usr/lib/libc.so.6", 0x2000),
    ("7f00a000-7f00c000 r-xp 00026000 fe:00 333151  /a folder/with spaces", 0x2000),
    ("7f00a000-7f00c000 r--p 00026000 fe:00 333151  /usr/lib/libc.so.6", nil),
    ("7f00a000-7f00c000 rwxp 00026000 fe:00 333151  /usr/lib/libc.so.6", nil),
    ("7ffc8000-7ffca000 r-xp 00000000 00:00 0       [vdso]", nil),
    ("7f00c000-7f00a000 r-xp 00026000 fe:00 333151  /usr/lib/libc.so.6", nil),
    ("7f00a000 r-xp 00026000 fe:00 333151 /x", nil), ("", nil),
  ])
  func `code out of files is found`(line: String, size: Int?) {
    #expect(ProgramText.codeRange(line[...])?.count == size)
  }

  @Test func `the program goes on without its pages`() {
    ProgramText.release()
    ProgramText.release()
  }
}
