import Foundation
import Glibc
import TestSupport
import Testing

/// An owner of the library that is another version of the program: answers at the control socket as it likes, from a script of
/// Python. Killed with the last reference.
final class FakeOwner: Sendable {
  private let process: ProgramProcess

  /// - Parameters:
  ///   - lines: what a command and a dashboard are answered with, behind their numbers.
  init(_ stage: Stage, version: String, lines: [String]) async throws {
    let folder = URL(filePath: stage.control.socket).deletingLastPathComponent().path
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let (output, writeEnd) = try ProgramOutput.line()
    process = try await ProgramProcess.spawn(
      ["python3", "-c", Self.script, stage.control.socket, version, stage.home.database] + lines,
      environment: stage.environment, output: .descriptor(writeEnd), errors: .descriptor(writeEnd))
    close(writeEnd)
    try await output.line(with: "ready")
  }

  deinit {
    process.kill()
    process.waitUntilGone()
  }

  private static let script = """
    import http.server, json, os, socket, socketserver, sys, time
    path, version, database, lines = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        def log_message(self, *_): pass
        def answer(self, text, kind="application/json"):
            body = text.encode()
            self.send_response(200)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        def do_GET(self):
            self.answer(json.dumps(dict(api=1, version=version, instance="fake", process=os.getpid(), role="serve",
                database=database, url="http://localhost:1", more="than is known")))
        def do_POST(self):
            self.rfile.read(int(self.headers.get("content-length", 0)))
            if self.path == "/v1/commands":
                return self.answer("\\n".join(['{"command":1}', '{"news":"of a later version"}'] + lines) + "\\n")
            if self.path != "/v1/dashboards": return self.answer("{}")
            self.send_response(200)
            self.send_header("content-type", "application/x-ndjson")
            self.end_headers()
            self.wfile.write(b'{"dashboard":1}\\n{"aMessage":{"of":"a later version"}}\\n')
            while True:
                self.wfile.write(b"\\n"); self.wfile.flush(); time.sleep(1)
    class Server(socketserver.ThreadingUnixStreamServer):
        daemon_threads = True
        def get_request(self):
            request, _ = self.socket.accept()
            return request, ("local", 0)
        def handle_error(self, *_): pass
    os.umask(0o177)
    server = Server(path, Handler)
    print("ready", flush=True)
    server.serve_forever()
    """
}
