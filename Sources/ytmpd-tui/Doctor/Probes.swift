import CNcurses
import ConfigurationKit
import DemoKit
import FoundationEssentials
import Glibc
import LibraryKit
import TerminalKit
import TrackKit

/// Runs yt-dlp to see what it is.
enum YtDlpProbe {
  /// How long yt-dlp may take to say what it is.
  private static let patience = Duration.seconds(15)

  static func facts(_ options: YtDlpOptions) async -> YtDlpCheck.Facts {
    var options = options
    // Whoever waits for the doctor does not want to wait as long as a song may.
    options.timeout = min(options.timeout, patience)
    let path = ExecutablePath.find(options.program)
    let inspection: Result<YtDlpInspection, URLRefreshError>
    if path == nil {
      inspection = .failure(URLRefreshError(kind: .notInstalled))
    } else {
      do throws(URLRefreshError) {
        let resolver = YtDlpResolver(options: options)
        inspection = .success(try await resolver.inspect())
      } catch {
        inspection = .failure(error)
      }
    }
    return YtDlpCheck.Facts(
      program: options.program, path: path,
      isForbidden: path == nil && options.program.contains("/") && access(options.program, F_OK) == 0,
      inspection: inspection,
      today: Int(Date().timeIntervalSince1970 / 86400))
  }
}

/// Opens the database for reading alone. Blocks.
enum DatabaseProbe {
  static func facts(_ path: String) -> DatabaseCheck.Facts {
    let folder = FolderFacts(at: FolderFacts.parent(of: path) ?? "/")
    var status = stat()
    guard stat(path, &status) == 0 else {
      return DatabaseCheck.Facts(path: path, contents: nil, folder: folder)
    }
    let contents: Result<DatabaseCheck.Contents, StoreError>
    do throws(StoreError) {
      let store = try TrackStore.open(path: path, access: .readOnly, busyTimeout: .seconds(2)).store
      contents = .success(
        DatabaseCheck.Contents(
          tracks: try store.trackCounts(freshness: URLFreshness()).total,
          playlists: try store.playlists().count, size: Int64(status.st_size)))
    } catch {
      contents = .failure(error)
    }
    return DatabaseCheck.Facts(
      path: path, contents: contents, isWritable: access(path, W_OK) == 0, folder: folder)
  }
}

/// Asks who is at the port. Blocks.
enum PortProbe {
  static func facts(_ configuration: Configuration) -> PortCheck.Facts {
    let (host, port) = (configuration.proxyHost, configuration.proxyPort)
    return PortCheck.Facts(
      host: host, port: port, occupant: port == 0 ? .nobody : occupant(host: host, port: port))
  }

  static func occupant(host: String, port: Int) -> PortCheck.Occupant {
    let client = HTTPClient(host: host, port: port, patience: .seconds(2))
    do throws(HTTPFailure) {
      let status = try client.get("/status")
      if status.status == 200, let version = version(in: status.body) { return .us(version: version) }
      let health = try client.get("/health")
      let isKin = String(decoding: health.body, as: UTF8.self).contains("icy-proxy")
      return health.status == 200 && isKin ? .ytmpd : .stranger
    } catch {
      switch error {
      case .nobody: return listening(host: host, port: port)
      case .silence, .gibberish: return .stranger
      case .system(let reason): return .refused(reason)
      }
    }
  }

  private static func version(in body: [UInt8]) -> String? {
    do {
      return try JSONDecoder().decode(ProxyStatus.self, from: Data(body)).version
    } catch {
      // Any other answer is another program's.
      return nil
    }
  }

  /// Whether the port can be listened on: no program answers there, but it may be reserved, or not ours to take.
  private static func listening(host: String, port: Int) -> PortCheck.Occupant {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_PASSIVE
    var list: UnsafeMutablePointer<addrinfo>?
    let isAnywhere = ["", "*"].contains(host)
    let code = getaddrinfo(isAnywhere ? nil : host, String(port), &hints, &list)
    guard code == 0 else { return .refused(String(cString: gai_strerror(code))) }
    defer { freeaddrinfo(list) }
    var failure: Int32 = 0
    var next = list
    while let entry = next?.pointee {
      next = entry.ai_next
      let listener = socket(
        entry.ai_family, entry.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), entry.ai_protocol)
      guard listener >= 0 else { continue }
      defer { close(listener) }
      var one: Int32 = 1
      setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
      if entry.ai_family == AF_INET6 {
        setsockopt(listener, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &one, socklen_t(MemoryLayout<Int32>.size))
      }
      if bind(listener, entry.ai_addr, entry.ai_addrlen) == 0 { return .nobody }
      failure = errno
    }
    return failure == EADDRINUSE ? .stranger : .refused(String(cString: strerror(failure)))
  }
}

/// Looks at the terminal on the standard streams.
enum TerminalProbe {
  static func facts(environment: [String: String]) -> TerminalCheck.Facts {
    var facts = TerminalCheck.Facts(
      isTerminal: isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1, name: environment["TERM"],
      hasTrueColour: ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? ""),
      isColourRefused: !(environment["NO_COLOR"] ?? "").isEmpty, isUnicode: cncurses_use_locale() != 0)
    guard facts.isTerminal else { return facts }
    do throws(TerminalError) {
      try CursesTerminal.checkFitness()
      if let name = facts.name { facts.colours = Int(cncurses_colours(name, STDOUT_FILENO)) }
    } catch {
      facts.obstacle = error
    }
    var columns: Int32 = 0
    var rows: Int32 = 0
    if cncurses_window_size(STDOUT_FILENO, &columns, &rows) == 0 {
      (facts.columns, facts.rows) = (Int(columns), Int(rows))
    }
    return facts
  }
}

/// Looks at permissions.
enum FilesProbe {
  static func facts(_ settings: Settings) -> FilesCheck.Facts {
    let configuration = settings.configuration
    var facts = FilesCheck.Facts(configuration: settings.file, log: configuration.logFile)
    var status = stat()
    if let file = settings.file, stat(file, &status) == 0 {
      facts.isConfigurationPublic = status.st_mode & S_IROTH != 0
      facts.hasPassword =
        configuration.mpdSocketPath?.dropFirst().contains("@") == true
        || configuration.ytDlpArguments.contains { ["--password", "-p", "--video-password"].contains($0) }
    }
    if let log = configuration.logFile { facts.isLogWritable = canAppend(to: log) }
    if configuration.playlistFormat == .xspf {
      facts.music = FolderFacts(at: configuration.mpdMusicDirectory)
    }
    return facts
  }

  private static func canAppend(to path: String) -> Bool {
    var status = stat()
    if stat(path, &status) == 0 { return status.st_mode & S_IFMT != S_IFDIR && access(path, W_OK) == 0 }
    guard let folder = FolderFacts.parent(of: path) else { return false }
    switch FolderFacts(at: folder).state {
    case .writable, .missing(canBeMade: true): return true
    default: return false
    }
  }
}
