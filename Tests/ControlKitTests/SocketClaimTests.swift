import Foundation
import Testing

@testable import ControlKit

/// A folder of the test's own for a socket.
private final class Folder: Sendable {
  let path: String
  var place: ControlPlace { ControlPlace(folder: path + "/ytmpd-tui") }

  init() throws {
    var template = Array("/tmp/control-XXXXXX".utf8CString)
    path = String(cString: try #require(mkdtemp(&template)))
  }

  // What stays behind in the temporary folder harms no test.
  deinit { try? FileManager.default.removeItem(atPath: path) }
}

struct SocketClaimTests {
  @Test func `the socket and its folder are the user's alone`() throws {
    let folder = try Folder()
    let claim = try SocketClaim(folder.place)
    let made = try #require(FileFacts(folder.place.folder))
    #expect(made.mode == 0o700)
    let socket = try #require(FileFacts(folder.place.socket))
    #expect(socket.mode == 0o600 && socket.kind == .socket)
    #expect(ControlSocket.finding(at: folder.place) == .owned(process: getpid()))
    claim.giveBack()
    close(claim.descriptor)
    #expect(ControlSocket.finding(at: folder.place) == .absent)
  }

  @Test func `two owners there can't be`() throws {
    let folder = try Folder()
    let claim = try SocketClaim(folder.place)
    defer { claim.giveBack() }
    let refusal = #expect(throws: SocketClaim.Refusal.self) { try SocketClaim(folder.place) }
    #expect(refusal?.sentence == "the ytmpd-tui in process \(getpid()) has it")
  }

  @Test func `what a dead owner has left is taken over`() throws {
    let folder = try Folder()
    try folder.makeStale()
    #expect(ControlSocket.finding(at: folder.place) == .stale)
    let claim = try SocketClaim(folder.place)
    #expect(ControlSocket.finding(at: folder.place) == .owned(process: getpid()))
    claim.giveBack()
  }

  @Test func `what a dead owner has left can be removed, a living one's not`() throws {
    let folder = try Folder()
    try folder.makeStale()
    #expect(try ControlSocket.removeStale(at: folder.place))
    #expect(ControlSocket.finding(at: folder.place) == .absent)
    #expect(try !ControlSocket.removeStale(at: folder.place))
    let claim = try SocketClaim(folder.place)
    #expect(try !ControlSocket.removeStale(at: folder.place))
    #expect(ControlSocket.finding(at: folder.place) == .owned(process: getpid()))
    claim.giveBack()
  }

  @Test func `a link is neither followed nor removed`() throws {
    let folder = try Folder()
    try FileManager.default.createDirectory(
      atPath: folder.place.folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let target = folder.path + "/elsewhere"
    try FileManager.default.createSymbolicLink(atPath: folder.place.socket, withDestinationPath: target)
    let refusal = #expect(throws: SocketClaim.Refusal.self) { try SocketClaim(folder.place) }
    #expect(refusal?.sentence.contains("symbolic link") == true)
    guard case .unusable = ControlSocket.finding(at: folder.place) else { return #expect(Bool(false)) }
    #expect(FileFacts(folder.place.socket)?.kind == .link)
  }

  @Test func `a stranger's socket is not taken over`() throws {
    let folder = try Folder()
    try FileManager.default.createDirectory(
      atPath: folder.place.folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let stranger = try UnixSocket.bind(to: folder.place.socket)
    #expect(listen(stranger, 1) == 0)
    defer { close(stranger) }
    let refusal = #expect(throws: SocketClaim.Refusal.self) { try SocketClaim(folder.place) }
    #expect(refusal?.sentence.contains("another program (process \(getpid()))") == true)
  }

  @Test func `a path that no socket can have is said to be`() throws {
    let folder = try Folder()
    let place = ControlPlace(folder: folder.path + "/" + String(repeating: "long", count: 40))
    let refusal = #expect(throws: SocketClaim.Refusal.self) { try SocketClaim(place) }
    #expect(refusal?.sentence.contains("107 bytes") == true)
  }

  @Test func `a runtime folder counts only when it is this user's`() throws {
    let folder = try Folder()
    func place(_ runtime: String?) -> String {
      ControlPlace(environment: runtime.map { ["XDG_RUNTIME_DIR": $0] } ?? [:], state: "/state").folder
    }
    #expect(place(folder.path) == folder.path + "/ytmpd-tui")
    #expect(place(folder.path + "/") == folder.path + "/ytmpd-tui")
    #expect(place(nil) == "/state")
    #expect(place("relative") == "/state")
    #expect(place(folder.path + "/missing") == "/state")
  }
}

extension Folder {
  /// Leaves a socket behind that nobody listens on.
  func makeStale() throws {
    try FileManager.default.createDirectory(
      atPath: place.folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    close(try UnixSocket.bind(to: place.socket))
  }
}
