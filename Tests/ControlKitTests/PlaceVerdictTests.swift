import Testing

@testable import ControlKit

struct PlaceVerdictTests {
  private static let place = ControlPlace(folder: "/run/user/1/ytmpd-tui")

  @Test func `nothing there is nothing wrong`() {
    #expect(PlaceVerdict.judge(Self.place, folder: nil, socket: nil) == .absent)
    let folder = FileFacts(kind: .folder, isMine: true, mode: 0o700)
    #expect(PlaceVerdict.judge(Self.place, folder: folder, socket: nil) == .absent)
  }

  @Test func `a socket of ours in a folder of ours is used`() {
    #expect(Self.verdict() == .own)
    // The folder keeps everybody out, whatever the socket's own mode is.
    #expect(Self.verdict(socket: FileFacts(kind: .socket, isMine: true, mode: 0o777)) == .own)
  }

  @Test(arguments: [
    (FileFacts(kind: .link, isMine: true, mode: 0o777), "symbolic link"),
    (FileFacts(kind: .other, isMine: true, mode: 0o700), "a file, not a folder"),
    (FileFacts(kind: .folder, isMine: false, mode: 0o700), "another user"),
  ])
  func `a folder that is not ours is refused`(folder: FileFacts, words: String) {
    guard case .foreign(let why) = Self.verdict(folder: folder) else { return #expect(Bool(false)) }
    #expect(why.contains(words) && why.contains(Self.place.folder))
  }

  @Test(arguments: [
    (FileFacts(kind: .link, isMine: true, mode: 0o777), "symbolic link"),
    (FileFacts(kind: .other, isMine: true, mode: 0o600), "a file, not a socket"),
    (FileFacts(kind: .folder, isMine: true, mode: 0o700), "a folder, not a socket"),
    (FileFacts(kind: .socket, isMine: false, mode: 0o600), "another user"),
  ])
  func `a socket that is not ours is refused`(socket: FileFacts, words: String) {
    guard case .foreign(let why) = Self.verdict(socket: socket) else { return #expect(Bool(false)) }
    #expect(why.contains(words) && why.contains(Self.place.socket))
  }

  @Test func `what others can get at is refused`() {
    let open = FileFacts(kind: .folder, isMine: true, mode: 0o777)
    guard case .open = Self.verdict(folder: open) else { return #expect(Bool(false)) }
    let readable = FileFacts(kind: .folder, isMine: true, mode: 0o755)
    #expect(Self.verdict(folder: readable) == .own)
    guard
      case .open = Self.verdict(folder: readable, socket: FileFacts(kind: .socket, isMine: true, mode: 0o666))
    else { return #expect(Bool(false)) }
  }

  private static func verdict(
    folder: FileFacts = FileFacts(kind: .folder, isMine: true, mode: 0o700),
    socket: FileFacts = FileFacts(kind: .socket, isMine: true, mode: 0o600)
  ) -> PlaceVerdict {
    .judge(place, folder: folder, socket: socket)
  }
}
