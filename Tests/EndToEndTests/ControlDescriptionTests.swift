import ControlKit
import Foundation
import TestSupport
import Testing

/// What the tests install for themselves to hold a server against its description.
private let schemathesis = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().appending(path: ".tools/schemathesis/bin").path

extension EndToEnd {
  struct ControlDescriptionTests {
    /// Schemathesis makes requests of what the description allows, and of what it does not. It speaks TCP, so a few lines of
    /// Python stand between.
    @Test(.enabled(if: access(schemathesis + "/st", X_OK) == 0), .timeLimit(.minutes(4)))
    func `the server keeps what docs say of it`() async throws {
      try await Stage.set([]) { stage in
        let proxy = try await stage.serve()
        let description = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
          .deletingLastPathComponent().appending(path: "docs/control-api.yaml").path
        let outcome = try await run(
          [
            schemathesis + "/python", "-c", Self.script, stage.control.socket, schemathesis + "/st",
            description,
          ],
          environment: stage.environment)
        #expect(outcome.exit == .status(0), "\(outcome.output)\n\(outcome.errors)")
        #expect(try await stage.control.facts().process == proxy.process.processID)
        #expect(await proxy.terminate() == .status(0))
      }
    }

    /// What has no end, and what ends the server, is left out.
    private static let script = """
      import os, socket, subprocess, sys, threading
      def copy(source, target):
          try:
              while piece := source.recv(65536): target.sendall(piece)
          except OSError: pass
          for end in (source, target):
              try: end.shutdown(socket.SHUT_RDWR)
              except OSError: pass
      listener = socket.create_server(("127.0.0.1", 0), backlog=64)
      def serve():
          while True:
              client, _ = listener.accept()
              server = socket.socket(socket.AF_UNIX); server.connect(sys.argv[1])
              threading.Thread(target=copy, args=(client, server), daemon=True).start()
              threading.Thread(target=copy, args=(server, client), daemon=True).start()
      threading.Thread(target=serve, daemon=True).start()
      port = listener.getsockname()[1]
      sys.exit(subprocess.run([
          sys.argv[2], "run", sys.argv[3], "--url", f"http://127.0.0.1:{port}", "--max-examples", "25",
          "--phases", "examples,coverage,fuzzing", "--seed", "1", "--request-timeout", "20", "--no-color",
          "--exclude-path", "/v1/stop", "--exclude-path", "/v1/events", "--exclude-path", "/v1/dashboards",
      ], cwd=os.environ["TMPDIR"]).returncode)
      """
  }
}
