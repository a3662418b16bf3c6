import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Which names of other files a Java file uses, by Java's own compiler.
 * Arguments: the folder, a file with the paths, the file for the answer: path, line, column, name, file, line.
 */
public final class JavaTruth {
  public static void main(String[] args) throws Exception {
    Path root = Path.of(args[0]);
    List<Path> files = Files.readAllLines(Path.of(args[1])).stream().map(root::resolve).toList();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (var manager = compiler.getStandardFileManager(null, null, null);
        PrintWriter out = new PrintWriter(Files.newBufferedWriter(Path.of(args[2])))) {
      var task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  error -> {},
                  List.of("-proc:none", "-XDshould-stop.ifError=FLOW", "-XDshould-stop.at=FLOW", "-implicit:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(files));
      Iterable<? extends CompilationUnitTree> units = task.parse();
      task.analyze();
      Trees trees = Trees.instance(task);
      for (CompilationUnitTree unit : units) new Uses(root, unit, trees, out).scan(unit, null);
    }
  }

  private static final class Uses extends TreePathScanner<Void, Void> {
    private final Path root;
    private final CompilationUnitTree unit;
    private final Trees trees;
    private final SourcePositions places;
    private final PrintWriter out;

    Uses(Path root, CompilationUnitTree unit, Trees trees, PrintWriter out) {
      this.root = root;
      this.unit = unit;
      this.trees = trees;
      this.places = trees.getSourcePositions();
      this.out = out;
    }

    @Override
    public Void visitImport(ImportTree node, Void nothing) {
      return null;
    }

    @Override
    public Void visitPackage(PackageTree node, Void nothing) {
      return null;
    }

    @Override
    public Void visitIdentifier(IdentifierTree node, Void nothing) {
      tell(node, node.getName().toString(), places.getStartPosition(unit, node));
      return super.visitIdentifier(node, nothing);
    }

    @Override
    public Void visitMemberSelect(MemberSelectTree node, Void nothing) {
      String name = node.getIdentifier().toString();
      tell(node, name, places.getEndPosition(unit, node) - name.length());
      return super.visitMemberSelect(node, nothing);
    }

    private void tell(Tree node, String name, long start) {
      Element element = trees.getElement(getCurrentPath());
      if (element == null || start < 0 || element.getKind() == ElementKind.PACKAGE) return;
      TreePath path = trees.getPath(element);
      if (path == null || path.getCompilationUnit() == unit) return;
      CompilationUnitTree other = path.getCompilationUnit();
      long at = places.getStartPosition(other, path.getLeaf());
      if (at < 0) return;
      String text;
      try {
        text = other.getSourceFile().getCharContent(true).toString();
      } catch (java.io.IOException cause) {
        return;
      }
      // The declaration begins at its annotations; what counts is where its name stands.
      int named = text.indexOf(element.getSimpleName().contentEquals("<init>") ? element.getEnclosingElement().getSimpleName().toString() : element.getSimpleName().toString(), (int) at);
      var lines = unit.getLineMap();
      out.printf(
          "%s\t%d\t%d\t%s\t%s\t%d%n",
          relative(unit),
          lines.getLineNumber(start),
          lines.getColumnNumber(start),
          name,
          relative(other),
          other.getLineMap().getLineNumber(named < 0 ? at : named));
    }

    private String relative(CompilationUnitTree one) {
      return root.relativize(Path.of(one.getSourceFile().toUri())).toString();
    }
  }
}
