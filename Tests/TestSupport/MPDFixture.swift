public import FoundationEssentials
import Glibc
import Synchronization

/// A Music Player Daemon of the test's own: a private socket in a private folder, no sound.
///
/// It is killed and its folder removed with ``shutDown()``, which the last reference also does; should the
/// test process die, the kernel kills it.
public final class MPDFixture: Sendable {
  /// How the daemon is set up.
  public struct Configuration: Sendable {
    /// The password all commands need; without it, nobody may do anything.
    public var password: String?
    /// What the password permits.
    public var permissions = "read,add,control,admin"
    /// Further passwords, and what they permit; only beside ``password``.
    public var otherPasswords: [String: String] = [:]
    /// Whether the output has a volume.
    public var hasMixer = false
    /// The name of a second output, `nil` for none.
    public var secondOutput: String?
    /// Whether the null output takes as long as the music does, or as short as possible.
    public var playsInRealTime = true
    /// Whether there is a playlist directory.
    public var hasPlaylistDirectory = true
    /// `max_playlist_length`, when not MPD's own.
    public var queueLimit: Int?
    /// `max_output_buffer_size`, in KiB, when not MPD's own.
    public var outputBufferSize: Int?
    /// `metadata_to_use`, when not MPD's own.
    public var metadata: String?
    /// The number of the TCP port on 127.0.0.1 to listen on as well.
    public var port: UInt16?

    /// A daemon without a password, with a playlist directory, that plays in real time.
    public init() {}
  }

  /// A failure of the daemon to come up, with its log.
  public struct StartError: Error, CustomStringConvertible {
    /// What happened.
    public let description: String
  }

  /// The folder of everything that is the daemon's.
  public let folder: URL
  private let configuration: Configuration
  private let process = Mutex<ProgramProcess?>(nil)

  /// The path of the socket.
  public var socket: String { folder.appending(path: "socket").path }
  /// The playlist directory.
  public var playlists: URL { folder.appending(path: "playlists") }
  /// The music directory.
  public var music: URL { folder.appending(path: "music") }
  /// What the daemon has logged so far.
  public var log: String {
    contents(of: folder.appending(path: "log").path) + contents(of: folder.appending(path: "errors").path)
  }
  /// The daemon's process id; `nil` while it does not run.
  public var processID: Int32? { process.withLock { $0?.processID } }

  /// Starts a daemon and waits until it accepts commands.
  ///
  /// - Throws: ``StartError`` when `mpd` is missing or does not come up; errors of the file system.
  public init(_ configuration: Configuration = Configuration()) async throws {
    self.configuration = configuration
    folder = try Self.makeFolder()
    do {
      for directory in [playlists, music] {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      }
      try Data(configurationFile.utf8).write(to: folder.appending(path: "mpd.conf"))
      try await start()
    } catch {
      shutDown()
      throw error
    }
  }

  deinit { shutDown() }

  /// Starts the daemon again after ``kill()`` or ``end()``, with the same folder.
  public func start() async throws {
    try await StartingLine.mpd.run { try await startNow() }
  }

  private func startNow() async throws {
    let ready = try ReadySocket(path: folder.appending(path: "ready").path)
    var environment = Self.environment
    environment["NOTIFY_SOCKET"] = ready.path
    let errors = folder.appending(path: "errors").path
    let daemon = try await ProgramProcess.spawn(
      ["mpd", "--no-daemon", folder.appending(path: "mpd.conf").path], environment: environment,
      errors: .file(errors))
    process.withLock { $0 = daemon }
    let isReady = await onPlainThread { ready.wait(for: daemon, milliseconds: 60_000) }
    guard isReady, let answering = Self.processListening(at: socket), answering == daemon.processID else {
      throw StartError(description: "mpd did not come up: \(log)")
    }
  }

  /// Kills the daemon as a crash would, and waits until it is gone; the folder stays.
  public func kill() async {
    let daemon = process.withLock { $0.take() }
    guard let daemon else { return }
    daemon.kill()
    _ = await onPlainThread { daemon.waitUntilGone() }
  }

  /// Ends the daemon as a system does, so that it writes its state file first; the folder stays.
  public func end() async {
    let daemon = process.withLock { $0.take() }
    guard let daemon else { return }
    daemon.signal(SIGTERM)
    _ = await daemon.end()
  }

  /// Stops the daemon in the middle of whatever it does, as a debugger would: its sockets stay open.
  public func suspend() { process.withLock { $0?.signal(SIGSTOP) } }

  /// Lets a suspended daemon go on.
  public func resume() { process.withLock { $0?.signal(SIGCONT) } }

  /// Kills the daemon and removes its folder.
  public func shutDown() {
    let daemon = process.withLock { $0.take() }
    daemon?.kill()
    daemon?.waitUntilGone()
    do {
      try FileManager.default.removeItem(at: folder)
    } catch {
      // Already gone: a second call.
    }
  }

  /// Runs `mpc` against the daemon.
  ///
  /// - Returns: its standard output, without the last line break.
  /// - Throws: ``StartError`` with its output when it fails.
  @discardableResult
  public func mpc(_ arguments: String...) async throws -> String {
    let host = configuration.password.map { "\($0)@\(socket)" } ?? socket
    let output = folder.appending(path: "mpc-\(UInt64.random(in: 0...UInt64.max))").path
    let child = try await ProgramProcess.spawn(
      ["mpc", "--host", host] + arguments, environment: Self.environment, output: .file(output),
      errors: .file(output + ".errors"))
    let exit = await child.end()
    let text = contents(of: output)
    guard exit == .status(0) else {
      let errors = contents(of: output + ".errors")
      throw StartError(description: "mpc \(arguments.joined(separator: " ")): \(text)\(errors)")
    }
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  private var configurationFile: String {
    var lines = [
      #"music_directory "\#(music.path)""#,
      #"db_file "\#(folder.appending(path: "database").path)""#,
      #"state_file "\#(folder.appending(path: "state").path)""#,
      #"sticker_file "\#(folder.appending(path: "stickers").path)""#,
      #"log_file "\#(folder.appending(path: "log").path)""#,
      #"log_level "verbose""#,
      #"bind_to_address "\#(socket)""#,
      #"auto_update "no""#,
      #"zeroconf_enabled "no""#,
      "input {\nplugin \"curl\"\n}",
      "audio_output {\ntype \"null\"\nname \"null\"",
      "mixer_type \"\(configuration.hasMixer ? "software" : "none")\"",
      "sync \"\(configuration.playsInRealTime ? "yes" : "no")\"\n}",
    ]
    if let name = configuration.secondOutput {
      lines.append("audio_output {\ntype \"null\"\nname \"\(name)\"\n}")
    }
    if configuration.hasPlaylistDirectory { lines.append(#"playlist_directory "\#(playlists.path)""#) }
    if let port = configuration.port {
      lines += [#"bind_to_address "127.0.0.1""#, #"port "\#(port)""#]
    }
    if let limit = configuration.queueLimit { lines.append(#"max_playlist_length "\#(limit)""#) }
    if let size = configuration.outputBufferSize { lines.append(#"max_output_buffer_size "\#(size)""#) }
    if let metadata = configuration.metadata { lines.append(#"metadata_to_use "\#(metadata)""#) }
    if let password = configuration.password {
      lines += [
        #"password "\#(password)@\#(configuration.permissions)""#, #"default_permissions """#,
        #"local_permissions """#,
      ]
      lines += configuration.otherPasswords.map { #"password "\#($0)@\#($1)""# }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Ours, without what would lead to another daemon.
  private static var environment: [String: String] {
    let foreign: Set = ["MPD_HOST", "MPD_PORT", "LISTEN_FDS", "LISTEN_PID", "NOTIFY_SOCKET"]
    return ProcessInfo.processInfo.environment.filter { !foreign.contains($0.key) }
  }

  /// A folder under `/tmp`: a socket's path must be short, whatever `TMPDIR` says.
  private static func makeFolder() throws -> URL {
    var template = Array("/tmp/mpd-fixture-XXXXXX".utf8CString)
    guard let path = mkdtemp(&template) else {
      throw StartError(description: "no folder: \(String(cString: strerror(errno)))")
    }
    return URL(filePath: String(cString: path), directoryHint: .isDirectory)
  }

  /// The process that listens at a Unix socket: its identity, not that of whoever has the file's name.
  private static func processListening(at path: String) -> Int32? {
    let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    defer { close(descriptor) }
    let connected = withUnixAddress(path) { connect(descriptor, $0, $1) }
    guard connected == 0 else { return nil }
    // struct ucred: process, user and group, 32 bits each.
    var peer: (process: Int32, user: UInt32, group: UInt32) = (0, 0, 0)
    var length = socklen_t(MemoryLayout.size(ofValue: peer))
    guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 else { return nil }
    return peer.process
  }
}
