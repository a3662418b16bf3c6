package touchstone;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Classes of the files that a candidate changes, on top of those that the build tool compiled. Only those
 * files are compiled, unless what other classes can see of them has changed: then all are.
 */
final class Compiled {
  private final Setup setup;
  private final List<File> base;
  private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
  private StandardJavaFileManager files;

  Compiled(Setup setup, List<File> base) {
    this.setup = setup;
    this.base = base;
  }

  boolean isPossible() {
    return compiler != null;
  }

  /** Null when it went well, else what javac says, in javac's words. */
  String into(File folder, List<String> changed, List<String> sources) throws IOException {
    if (changed.isEmpty()) return null;
    String errors = compile(folder, changed, base);
    if (errors != null) {
      // Two files may only fit each other's new form, or what was compiled before is in the way.
      return changed.size() == 1 ? errors : all(folder, sources);
    }
    return changed.size() == sources.size() || staysTheSameOutside(folder) ? null : all(folder, sources);
  }

  private String all(File folder, List<String> sources) throws IOException {
    clear(folder);
    return compile(folder, sources, base);
  }

  private String compile(File folder, List<String> sources, List<File> path) throws IOException {
    if (files == null) files = compiler.getStandardFileManager(null, Locale.ENGLISH, Charset.forName(setup.one("encoding")));
    List<String> options = new ArrayList<>(Arrays.asList("-g", "-nowarn", "-Xlint:none", "-implicit:none"));
    options.addAll(setup.all("javac"));
    options.addAll(Arrays.asList("-d", folder.getPath(), "-cp", joined(path)));
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    StringWriter printed = new StringWriter();
    List<File> inputs = new ArrayList<>();
    for (String source : sources) inputs.add(new File(source));
    boolean done = compiler
        .getTask(printed, files, found, options, Collections.emptyList(), files.getJavaFileObjectsFromFiles(inputs))
        .call();
    if (done) return null;
    StringBuilder told = new StringBuilder(printed.toString());
    for (Diagnostic<? extends JavaFileObject> each : found.getDiagnostics()) {
      if (each.getKind() != Diagnostic.Kind.ERROR) continue;
      String place = each.getSource() == null ? "" : new File(each.getSource().toUri()).getPath() + ":" + each.getLineNumber() + ": ";
      told.append(place).append("error: ").append(each.getMessage(Locale.ENGLISH)).append('\n');
    }
    return told.length() == 0 ? "error: the compiler failed" : told.toString();
  }

  private static String joined(List<File> path) {
    StringBuilder text = new StringBuilder();
    for (File each : path) text.append(text.length() == 0 ? "" : File.pathSeparator).append(each.getPath());
    return text.toString();
  }

  private boolean staysTheSameOutside(File folder) throws IOException {
    boolean[] same = {true};
    Path top = folder.toPath();
    Files.walkFileTree(top, new SimpleFileVisitor<Path>() {
      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        Path before = null;
        String relative = top.relativize(file).toString();
        for (File each : base) {
          Path there = each.isDirectory() ? each.toPath().resolve(relative) : null;
          if (there != null && Files.isRegularFile(there)) {
            before = there;
            break;
          }
        }
        // A class that is new is known to nobody yet.
        if (before == null || !relative.endsWith(".class")) return FileVisitResult.CONTINUE;
        String now = new ClassFile(Files.readAllBytes(file)).outside();
        if (now.equals(new ClassFile(Files.readAllBytes(before)).outside())) return FileVisitResult.CONTINUE;
        same[0] = false;
        return FileVisitResult.TERMINATE;
      }
    });
    return same[0];
  }

  static void clear(File folder) throws IOException {
    if (!folder.exists()) {
      Files.createDirectories(folder.toPath());
      return;
    }
    Path top = folder.toPath();
    Files.walkFileTree(top, new SimpleFileVisitor<Path>() {
      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        Files.delete(file);
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult postVisitDirectory(Path inner, IOException failed) throws IOException {
        if (!inner.equals(top)) Files.delete(inner);
        return FileVisitResult.CONTINUE;
      }
    });
  }
}
