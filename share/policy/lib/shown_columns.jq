# shown_columns.jq: what a column shows must not change its name, because results are sanitised by the names of their columns
# (sanitize/fields.json). A column is closed when its text is treated (queries, users, applications, hosts, settings, prose):
#
# - It may be shown as it is, or through left(), min(), max(), coalesce(), CASE and the like, under a name of its class; counted;
#   compared with constants, grouped and sorted by. Nothing else: not taken to pieces, not made into a number, not cast to what fails
#   with its text, and not compared with texts that are made up row by row, which would spell it out.
# - Only closed columns get names of closed columns: among made-up texts, a place in the order would spell it out, too.
# - A name whose text stays as it is (tables, wait events) may only be given to what has such a name already.

# The files of which the last by name is read first, as the sanitiser does.
def fields: $fields_files | to_entries | sort_by(.key) | reverse[] | .value;

def class($name):
  $policy.functions.texts[$name]
  // first(fields | .scopes.run_sql // {} | to_entries[] | select(any(.value[]; . == $name)) | .key)
  // first(fields | .columns // {} | to_entries[] | select(any(.value[]; . == $name)) | .key)
  // first(fields | .columns // {} | to_entries[] | .key as $class | .value[]
       | select(startswith("*")) | .[1:] as $suffix | select($name | endswith($suffix)) | $class)
  // null;

def shows_text($class): any($policy.columns.open[]; . == $class);
def is_harmless($class): $class == null or any($policy.columns.harmless[]; . == $class);
def is_closed($name): class($name) as $class
  | any($policy.columns.closed[]; . == $name) or ((is_harmless($class) or shows_text($class)) | not);

def column: .fields | last | .String.sval // "*";

# Everything below, without what is inside a subquery: that is looked at by itself.
def here: ., if type == "object" then to_entries[] | select(.key != "subselect" and .key != "subquery" and .key != "ctequery") | .value | here
  elif type == "array" then .[] | here else empty end;

def function: (.funcname | names) as $name | if $name[0] == "flight_recorder" then null else $name[-1] end;

def closed: [here | objects
  | (.ColumnRef // empty | column | select(is_closed(.))),
    (.FuncCall // empty | function // "" | select($policy.functions.texts[.] != null))];

def none_closed($where): closed[0] // empty | refuse("the column '\(.)' cannot be used in \($where)");

# What a function in FROM is.
def called: .functions[0].List.items[0].FuncCall.funcname // [] | names | .[-1];
def recorder_call: any(.functions[]; .List.items[0].FuncCall.funcname // [] | names | .[0] == "flight_recorder");

def is_in($list): . as $one | any($list[]; . == $one);

def is_comparison: (.name | names | .[-1]) as $operator
  | .kind | if . == "AEXPR_OP" or . == "AEXPR_OP_ANY" or . == "AEXPR_OP_ALL" then $operator | is_in(["=", "<>", "!=", "<", ">", "<=", ">=", "~~", "!~~",
      "~~*", "!~~*", "~", "!~", "~*", "!~*"]) else . != "AEXPR_NULLIF" end;
def is_text_cast: .typeName | (.arrayBounds == null) and (.names | names | .[-1] | is_in(["text", "varchar", "bpchar", "name"]));

def is_operator($list): (.name | names | .[-1]) | is_in($list);

# A constant, or several. ESCAPE and SIMILAR TO put their pattern into a function.
def is_literal:
  if type == "array" then all(.[]; is_literal)
  elif type != "object" then false
  elif .A_Const then true
  elif .TypeCast then .TypeCast.arg | is_literal
  elif .List then .List.items | is_literal
  elif .A_ArrayExpr then .A_ArrayExpr.elements // [] | is_literal
  elif .FuncCall then .FuncCall | (function // "" | is_in(["like_escape", "similar_to_escape"])) and (.args // [] | is_literal)
  else false end;

# The target lists of all branches of UNION and the like, the first one first.
def branches: if .larg then (.larg, .rarg) | branches else (.targetList // []) end;

# The columns whose values an expression shows, each {name, class, kept: is the text still whole}.
def shown:
  if type == "array" then .[] | shown
  elif type != "object" then empty
  elif .ColumnRef then .ColumnRef | column as $name | {name: $name, class: class($name), kept: true}
  elif .FuncCall then .FuncCall | function as $function
    | if $function == "count" then empty
      elif $function != null and ($function | is_in($policy.functions.names)) then empty
      elif $policy.functions.texts[$function // ""] then {name: $function, class: class($function), kept: true}
      elif $function != null and ($function | is_in($policy.functions.keep)) then .args // [] | all(.[]; closed != [] or is_literal) as $whole | shown | .kept = (.kept and $whole)
      else ((.args // []), (if .agg_within_group then .agg_order else [] end)) | shown | .kept = false end
  elif .SortBy then .SortBy.node | shown
  elif .CaseExpr then .CaseExpr | (.args[].CaseWhen.result, .defresult) | shown
  elif .CoalesceExpr then .CoalesceExpr.args | shown
  elif .CollateClause then .CollateClause.arg | shown
  elif .TypeCast and (.TypeCast.typeName.names | names | .[-1] | is_in(["regclass", "regtype", "regnamespace"])) then empty
  elif .TypeCast then .TypeCast | is_text_cast as $text | .arg | shown | .kept = (.kept and $text)
  elif .A_Expr then .A_Expr
    | if is_comparison then empty elif .kind == "AEXPR_NULLIF" then (.rexpr | is_literal) as $whole | .lexpr | shown | .kept = (.kept and $whole) else (.lexpr, .rexpr) | shown | .kept = false end
  elif .NullTest or .BooleanTest or .BoolExpr or .GroupingFunc then empty
  elif .SubLink then .SubLink
    | if .subLinkType == "EXPR_SUBLINK" or .subLinkType == "ARRAY_SUBLINK"
      then .subselect.SelectStmt | branches[] | .ResTarget.val | shown | .kept = false else empty end
  else .[] | shown | .kept = false end;

# What the server calls a column of the result.
def result_name:
  def of: if type != "object" then null
    elif .ColumnRef then .ColumnRef | column
    elif .FuncCall then .FuncCall.funcname | names | .[-1]
    elif .TypeCast then (.TypeCast.arg | of) // (.TypeCast.typeName.names | names | .[-1])
    elif .A_Indirection then .A_Indirection.arg | of
    elif .CollateClause then .CollateClause.arg | of
    elif .SubLink then .SubLink.subselect.SelectStmt // {} | [branches][0] // [] | .[0].ResTarget.val // null | of
    elif .CaseExpr then .CaseExpr.defresult // null | of
    else null end;
  .name // (.val | of) // "?column?";

def is_star: .ColumnRef and (.ColumnRef | column) == "*";

# The values that go into a column of this name.
def fits($name): class($name) as $class
  | if is_closed(.name)
    then if .class != $class or (is_closed($name) | not) then refuse("'\(.name)' cannot be called '\($name)': columns keep their own names") else empty end
    elif shows_text($class) and (.class == null)
    then refuse("'\(.name)' cannot be called '\($name)', which is the name of something else: use another name") else empty end;

# The values among which an expression chooses.
def choices:
  if type != "object" then empty
  elif .CaseExpr then .CaseExpr | (.args[].CaseWhen.result, .defresult) | choices
  elif .CoalesceExpr then .CoalesceExpr.args[] | choices
  elif .CollateClause then .CollateClause.arg | choices
  elif .TypeCast then .TypeCast.arg | choices
  elif .A_Expr.kind == "AEXPR_NULLIF" then .A_Expr.lexpr | choices
  elif .FuncCall and closed != [] and (.FuncCall | function // "" | is_in($policy.functions.keep)) then .FuncCall.args // [] | .[0] | choices
  else . end;

def check_named($name): if is_closed($name) | not then empty else
    [choices | if is_literal then .A_Const.isnull // false else closed != [] end] as $closed
    | [choices | select(is_literal | not)] as $values
    | if ($values | length) == 0 and ($closed | all) or ($values | length) > 0 and ($values | all(.[]; closed != [])) then empty
      else refuse("'\($name)' is the name of something else: use another name for a value of your own") end
  end;

def check_target: .ResTarget | result_name as $name | .val
  | if is_star then empty
    else ([shown] | map(select(.kept and is_closed(.name)))) as $kept
    | [here | objects | .FuncCall // empty | select(function == "count") | .args // [] | .[] | .ColumnRef // empty | column | select(is_closed(.))] as $counted
    | [here | objects | .FuncCall // empty | .over // {}, (select(.agg_within_group | not) | {agg_order}) | closed[]] as $sorted
    | (closed | length) as $all
    | if $all > ([$kept, $counted, $sorted] | map(length) | add)
      then refuse("'\(closed[0])' can be shown, counted or compared in WHERE, but not computed with") else empty end,
      (shown | fits($name)), check_named($name) end;

# A condition, or what is grouped or sorted by.
def check_compared:
  # One side is closed and the other a constant, or both are whole columns that have to be equal.
  def check_operands:
    (.lexpr | closed) as $left | (.rexpr | closed) as $right
    | if $left == [] and $right == [] then empty
      elif $left != [] and $right != [] then
        if .lexpr.ColumnRef and .rexpr.ColumnRef and (is_operator(["=", "<>"])) and (.kind | . == "AEXPR_OP" or endswith("DISTINCT")) then empty
        else refuse("'\($left[0])' can be compared with constants only") end
      elif if $left == [] then .lexpr else .rexpr end | is_literal then (.lexpr, .rexpr) | check_compared
      else refuse("'\(($left + $right)[0])' can be compared with constants only") end;
  if type == "array" then .[] | check_compared
  elif type != "object" or .ColumnRef then empty
  elif .BoolExpr then .BoolExpr.args | check_compared
  elif .NullTest then .NullTest.arg | check_compared
  elif .SortBy then .SortBy.node | check_compared
  elif .List then .List.items | check_compared
  elif .RowExpr then .RowExpr.args | check_compared
  elif .GroupingSet then .GroupingSet.content // [] | check_compared
  elif .CollateClause then .CollateClause.arg | check_compared
  elif .SubLink then empty
  elif .TypeCast and (.TypeCast | is_text_cast) then .TypeCast.arg | check_compared
  elif .A_Expr and (.A_Expr | is_comparison) then .A_Expr | check_operands
  elif .FuncCall and (.FuncCall | function != null and (function | is_in($policy.functions.compare)))
  then .FuncCall | (.args // [] | if closed == [] or all(.[]; closed != [] or is_literal) then check_compared
      else refuse("'\(closed[0])' can be compared, but not computed with") end), (.agg_filter | check_compared)
  elif .FuncCall and $policy.functions.texts[.FuncCall | function // ""] != null then empty
  else closed[0] // empty | refuse("'\(.)' can be compared, but not computed with") end;

def check_set:
  [branches] as $branches
  | if $branches | any(.[][]; .ResTarget.val | is_star) then refuse("UNION and the like need their columns by name, not *") else empty end,
    ($branches[0] | map(.ResTarget | result_name)) as $names
  | $branches[] | to_entries[] | ($names[.key] // "?column?") as $name | .value.ResTarget.val | (shown | fits($name)), check_named($name);

def check_select:
  if .larg then check_set else empty end,
  (.targetList // [] | .[] | check_target),
  (.whereClause, .havingClause, .groupClause, .sortClause, (.distinctClause // [] | map(select(. != {}))) | check_compared),
  ([here | objects | (.WindowDef // .over // empty) | .partitionClause, .orderClause] | check_compared),
  ([here | objects | .FuncCall // empty | .agg_order] | check_compared),
  (.limitCount, .limitOffset | none_closed("LIMIT")),
  (.valuesLists | none_closed("VALUES"));

# Names that a list of columns or a function's alias gives: none that a result would be trusted by.
def check_given($names): $names[] | select(is_harmless(class(.)) and (is_closed(.) | not) | not)
  | refuse("'\(.)' is the name of something else: use another name for a column of your own");

def check_renamed($names): if $names == [] then empty else check_given($names),
  ([.. | objects | .ColumnRef // empty | column | select(. == "*" or is_closed(.))][0] // empty
   | refuse("a list of column names cannot rename '\(.)': name the columns with AS")) end;

def colnames: .colnames // [] | names;

# Whole rows would carry every column at once, under another name.
def check_rows($all):
  ([$all[] | if .tag == "RangeVar" then .node.alias.aliasname // .node.relname
    elif .tag == "RangeSubselect" then .node.alias.aliasname
    elif .tag == "JoinExpr" then .node.alias.aliasname, .node.join_using_alias.aliasname
    elif .tag == "CommonTableExpr" then .node.ctename
    elif .tag == "RangeFunction" and (.node | recorder_call) then .node.alias.aliasname // (.node | called)
    else empty end | values] | unique) as $rows
  | ($all[] | select(.tag == "ColumnRef" and (.node.fields | length) == 1) | .node | column | select(is_in($rows))
     | refuse("'\(.)' is a whole row: name its columns")),
    ([$all[] | select(.tag == "ColumnRef") | .node | column | select(. == "*")] | length) as $stars
    | ([$all[] | select(.tag == "ResTarget") | .node.val | select(is_star)] | length) as $targets
    | if $stars > $targets then refuse("* stands for columns only right after SELECT") else empty end;

# IN (SELECT …) and the like compare every row with every row: one column with the same of others, or with a constant.
def check_sublink:
  (.operName // [{String: {sval: "="}}] | names | .[-1]) as $operator
  | (.testexpr | if .RowExpr then .RowExpr.args else [.] end) as $left
  | .subselect.SelectStmt | branches
  | if any(.[]; .ResTarget.val | is_star) then refuse("IN (SELECT …) names its column") else empty end,
    (to_entries[] | .value.ResTarget.val as $right | $left[.key] as $left
     | (($left | closed) + ($right | closed))[0] // empty
     | if $operator == "=" and all($left, $right; .ColumnRef or is_literal) and all($left, $right; is_literal or closed != []) then empty
       else refuse("'\(.)' can be compared with constants, and with columns of its kind, only") end);

# Each such condition answers a question about every row, so there are not many in a statement.
def is_question: (closed != []) and is_comparison
  and ((.lexpr.ColumnRef != null and is_operator(["="]) and (.kind | . == "AEXPR_OP" or . == "AEXPR_IN" or . == "AEXPR_OP_ANY")) | not);

def check_columns:
  . as $all
  | check_rows($all),
    ( [$all[] | select(.tag == "A_Expr") | .node | select(is_question)] | length
      | if . > $policy.limits.questions then refuse("too many conditions on texts in one statement") else empty end ),
    ( .[] | .tag as $tag | .node
      | if $tag == "SelectStmt" then check_select
        elif $tag == "RangeVar" and .alias.colnames then refuse("a relation's columns keep their own names")
        elif $tag == "RangeSubselect" then . as $from | .alias // {} | colnames as $names | $from | check_renamed($names)
        elif $tag == "JoinExpr" then (.quals | check_compared), . as $from | .alias // {} | colnames as $names | $from | check_renamed($names)
        elif $tag == "CommonTableExpr" then (.aliascolnames // [] | names) as $names | check_renamed($names)
        elif $tag == "RangeFunction" then
          (.functions | none_closed("the arguments of a function in FROM")),
          (.alias // {} | check_given([.aliasname // empty] + colnames)),
          ( ([.functions[].List.items[0].FuncCall // empty | $policy.functions.unnamed[function // ""] // empty] | add // 0) as $columns
            | if $columns > (.alias.colnames // [] | length) then refuse("name the columns of \(called), as in AS j(k, v)") else empty end ),
          if recorder_call and .alias.colnames then refuse("the columns of a recorder's function keep their own names") else empty end
        elif $tag == "SubLink" and .testexpr != null then check_sublink
        elif $tag == "SubLink" and (.subLinkType == "EXPR_SUBLINK" or .subLinkType == "ARRAY_SUBLINK") then
          .subselect.SelectStmt | branches[] | .ResTarget.val
          | if is_star then refuse("a subquery that is a value names its column")
            else shown | select(is_closed(.name)) | refuse("'\(.name)' cannot be the value of a subquery: join instead") end
        else empty end );
