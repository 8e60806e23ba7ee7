import Glibc
import TestSupport
import Testing

/// A terminal of 80 columns and 24 lines that the test is the other end of.
final class PseudoTerminal: Sendable {
  /// The path of the end that programs use.
  let path: String
  /// What programs write.
  let output: ProgramOutput
  /// TIOCSPTLCK and TIOCGPTN: what unlockpt and ptsname, which Swift does not see, do.
  private static let unlock: UInt = 0x4004_5431
  private static let number: UInt = 0x8004_5430

  private let keyboard: Int32
  private let programs: Int32

  init() throws {
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    try #require(master >= 0)
    var lock: Int32 = 0
    var number: Int32 = 0
    let isUnlocked = ioctl(master, Self.unlock, &lock) == 0 && ioctl(master, Self.number, &number) == 0
    try #require(isUnlocked)
    path = "/dev/pts/\(number)"
    programs = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    try #require(programs >= 0)
    var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
    let isSized = ioctl(master, UInt(TIOCSWINSZ), &size) == 0
    try #require(isSized)
    keyboard = dup(master)
    output = ProgramOutput(reading: master)
  }

  deinit {
    close(programs)
    close(keyboard)
  }

  /// Types `text`.
  func type(_ text: String) {
    let bytes = Array(text.utf8)
    write(keyboard, bytes, bytes.count)
  }

  /// Takes no output from now on.
  func holdOutput() throws {
    try #require(tcflow(programs, TCOOFF) == 0)
  }

  /// Gives the terminal another size, of which the programs on it are told.
  func resize(columns: Int, rows: Int) {
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(keyboard, UInt(TIOCSWINSZ), &size)
  }

  /// How the terminal treats what goes through it.
  var modes: Modes {
    var modes = termios()
    tcgetattr(programs, &modes)
    return withUnsafeBytes(of: modes.c_cc) { characters in
      Modes(
        input: modes.c_iflag, output: modes.c_oflag, control: modes.c_cflag, local: modes.c_lflag,
        characters: Array(characters))
    }
  }

  /// The modes as something that can be compared.
  struct Modes: Equatable {
    var input: tcflag_t
    var output: tcflag_t
    var control: tcflag_t
    var local: tcflag_t
    var characters: [UInt8]
  }
}
