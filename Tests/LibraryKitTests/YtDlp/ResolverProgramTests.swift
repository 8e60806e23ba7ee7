import Foundation
import TestSupport
import Testing

@testable import LibraryKit
@testable import TrackKit

/// What becomes of programs in yt-dlp's place that do what they should not.
@Suite(.timeLimit(.minutes(3)), .serialized) struct ResolverProgramTests {
  private let id = testVideo("-bcdefghijk")

  private func resolve(
    _ program: ScriptedYtDlp, timeout: Duration = .seconds(60), format: String? = nil
  ) async -> Result<Track, URLRefreshError> {
    let resolver = YtDlpResolver(options: program.options(timeout: timeout))
    do throws(URLRefreshError) {
      return .success(try await resolver.resolve(id, formatID: format))
    } catch {
      return .failure(error)
    }
  }

  private func failure(_ behaviour: String, timeout: Duration = .seconds(60)) async throws -> URLRefreshError
  {
    let program = try ScriptedYtDlp(behaviour)
    guard case .failure(let error) = await resolve(program, timeout: timeout) else {
      throw Unexpected()
    }
    for run in program.runs { try await ProcessTable.untilGone(run.process) }
    return error
  }

  /// A behaviour led to a URL.
  private struct Unexpected: Error {}

  @Test func theStandInIsBelieved() async throws {
    let program = try ScriptedYtDlp()
    let track = try await resolve(program).get()
    #expect(track.media?.url == "http://127.0.0.1:9/videoplayback?id=-bcdefghijk&itag=251")
    #expect(track.title == "Scripted" && track.media?.formatID == "251")
    #expect(program.runs.map(\.video) == [id.rawValue])
  }

  @Test(
    arguments: [
      ("exit 0", .other, "it printed no answer"),
      ("echo null", .other, "it printed no answer"),
      ("echo '[1, 2]'; echo 'not json'; echo '{'", .other, "it printed no answer"),
      (#"printf '{"id": "%s", "url": "http' "$id""#, .other, "it printed no answer"),
      (#"printf '\377\376{\000\200\n{"id": "\377"}\n'"#, .other, "it answered for another video"),
      ("head -c 200000 /dev/urandom", .other, "it printed no answer"),
      ("head -c 52428800 /dev/zero | tr '\\0' x", .other, "it printed more than an answer can have"),
      ("exec yes", .other, "it printed more than an answer can have"),
      ("echo '{}'", .noDirectFormat, "it has no http or https URL"),
      (#"printf '{"id": "%s", "url": null}\n' "$id""#, .noDirectFormat, "it has no http or https URL"),
      ("answer ''", .noDirectFormat, "it has no http or https URL"),
      ("answer file:///etc/passwd", .noDirectFormat, "it has no http or https URL"),
      (#"answer 'http://x/ y'"#, .noDirectFormat, "it has no http or https URL"),
      ("answer | sed s/https/m3u8_native/", .noDirectFormat, "it comes as m3u8_native"),
      ("id=aaaaaaaaaaa; answer", .other, "it answered for another video"),
      ("kill -SEGV $$", .other, "it was ended by signal 11"),
      ("kill -KILL $$", .other, "it was ended by signal 9"),
      ("exit 3", .other, ""),
      ("echo 'ERROR: [youtube] x: Private video' >&2; exit 1", .privateVideo, "Private video"),
      ("echo 'Killed by /home/somebody/bin/thing' >&2; exit 137", .other, "Killed by thing"),
    ] as [(String, URLRefreshError.Kind, String)])
  func nonsense(_ behaviour: String, _ kind: URLRefreshError.Kind, _ evidence: String) async throws {
    let error = try await failure(behaviour)
    #expect(error.kind == kind)
    #expect(error.evidence == evidence)
    #expect(!error.sentence.contains("/"), "\(error.sentence)")
  }

  @Test func deepNestingHarmsNothing() async throws {
    for depth in [100, 500, 5000, 400_000] {
      let program = try ScriptedYtDlp(#"cat "$here/deep""#)
      let text =
        String(repeating: "{\"a\":", count: depth) + "1" + String(repeating: "}", count: depth) + "\n"
      try Data(text.utf8).write(to: program.folder.appending(path: "deep"))
      guard case .failure(let error) = await resolve(program) else { throw Unexpected() }
      #expect(error.kind == .noDirectFormat || error.kind == .other)
    }
  }

  @Test func theReasonIsFoundBehindMegabytesOfTalk() async throws {
    let talk =
      "yes 'WARNING: [youtube] all is not well, and there is much to say about it' | head -c 20000000 >&2"
    let error = try await failure(
      talk + "; echo >&2; echo \"ERROR: [youtube] x: Sign in to confirm you're not a bot\" >&2; exit 1")
    #expect(error.kind == .botCheck)
    let program = try ScriptedYtDlp(talk + "; answer; " + talk)
    #expect(try await resolve(program).get().media != nil)
  }

  @Test func anAnswerIsAnAnswerWhateverFollows() async throws {
    for end in ["exit 1", "kill -SEGV $$", "echo 'ERROR: HTTP Error 429: Too Many Requests' >&2; exit 1"] {
      let program = try ScriptedYtDlp("echo 'debug: 1'; answer; echo '[1'; \(end)")
      let result = await resolve(program)
      if end.hasPrefix("kill") {
        // Who was killed may have been in the middle of it.
        guard case .failure(let error) = result else { throw Unexpected() }
        #expect(error.kind == .other)
      } else {
        #expect(try result.get().media?.formatID == "251")
      }
    }
  }

  @Test(
    arguments: [
      "sleep 600", "trap '' TERM INT HUP; while :; do sleep 1; done", "kill -STOP $$",
      // No output is to come any more, and still it lives.
      "exec >&- 2>&-; sleep 600", "answer; exec >&-; sleep 600", "exec yes >&2",
      // Helpers: plain, with a process group of their own, and deaf ones that start others.
      "sleep 600 & echo $! >>\"$here/children\"; wait",
      "set -m; sleep 600 & echo $! >>\"$here/children\"; wait",
      "(trap '' TERM; sleep 600 & echo $! >>\"$here/children\"; wait) & echo $! >>\"$here/children\"; wait",
    ])
  func timeIsLimited(_ behaviour: String) async throws {
    let program = try ScriptedYtDlp(behaviour + "\n")
    let start = ContinuousClock.now
    guard case .failure(let error) = await resolve(program, timeout: .seconds(2)) else { throw Unexpected() }
    #expect(error.kind == .timeout)
    #expect(start.duration(to: .now) >= .seconds(2))
    for child in program.lines(of: "children") {
      try await ProcessTable.untilGone(try #require(Int32(child)))
    }
    for run in program.runs { try await ProcessTable.untilGone(run.process) }
  }

  @Test(
    arguments: [
      "", "set -m; ", "trap '' TERM HUP; ",
    ])
  func helpersThatStayBehindAreEnded(_ manner: String) async throws {
    // They hold the output open, too: the answer must not wait for them.
    let program = try ScriptedYtDlp(
      manner + "for n in 1 2 3; do sleep 600 & echo $! >>\"$here/children\"; done; answer; exit 0")
    #expect(try await resolve(program).get().media != nil)
    let children = program.lines(of: "children").compactMap { Int32($0) }
    #expect(children.count == 3)
    for child in children { try await ProcessTable.untilGone(child) }
  }

  @Test func aSlowProgramIsWaitedFor() async throws {
    let program = try ScriptedYtDlp(#"until [ -e "$here/go" ]; do sleep 0.05; done; answer"#)
    let options = program.options()
    let task = Task { [id] in try await YtDlpResolver(options: options).resolve(id, formatID: nil) }
    while program.runs.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    try program.release("go")
    #expect(try await task.value.media != nil)
  }

  @Test func aListThatBreaksOffOrNeverEnds() async throws {
    let entry = #"printf '{"id": "%s", "title": "T"}\n' aaaaaaaaaaa; "#
    for (behaviour, kind) in [
      (entry + "kill -SEGV $$", URLRefreshError.Kind.other), (entry + "sleep 600", .timeout),
      ("head -c 8000000 /dev/zero | tr '\\0' x", .other),
    ] {
      let program = try ScriptedYtDlp(behaviour)
      // What ends by itself may take its time.
      let timeout = Duration.seconds(kind == .timeout ? 2 : 60)
      let resolver = YtDlpResolver(options: program.options(timeout: timeout))
      let error = await #expect(throws: URLRefreshError.self) { try await resolver.list("ytsearch1:x") }
      #expect(error?.kind == kind)
    }
  }

  /// The list may lack that entry, so it is no whole one.
  @Test func anEntryBeyondMeasureCostsItselfAlone() async throws {
    let entry = #"printf '{"id": "%s", "title": "T"}\n'"#
    let program = try ScriptedYtDlp(
      "\(entry) aaaaaaaaaaa; head -c 2000000 /dev/zero | tr '\\0' x; echo; \(entry) bbbbbbbbbbb")
    let list = try await YtDlpResolver(options: program.options(timeout: .seconds(60))).list("ytsearch1:x")
    #expect(list.entries.map(\.id.rawValue) == ["aaaaaaaaaaa", "bbbbbbbbbbb"])
    #expect(list.problem?.kind == .other)
  }
}
