# sql.jq: may a statement run? Input: {tree, purpose, extensions}, the tree as libpg_query prints it; purpose is "run" or "explain".
# Output: {parameters, grows, unqualified} when it may (the relations without a schema, {name, at}), {refused: "why"} when not. What it goes by is in the JSON files beside it.

def check_statement:
  if (.stmts | length) != 1 then refuse("one statement at a time, please") else empty end,
  (.stmts[0].stmt | kind_of | select(. != "SelectStmt") | refuse("only SELECT is allowed, not \(rtrimstr("Stmt"))"));

# A name that may stand without a schema, or with pg_catalog, which is all that search_path has.
def builtin: if length == 1 then .[0] elif length == 2 and .[0] == "pg_catalog" then .[1] else null end;

def check_function($recorder_may):
  (.funcname | names) as $name
  | if $name[0] == "flight_recorder" and ($name | length) == 2 then
      if $name[1] | is_in($policy.functions.flight_recorder) | not then refuse("the function '\($name | join("."))' is not allowed")
      elif $recorder_may | not then refuse("a recorder's function stands in FROM, with nothing around it") else empty end
    elif ($name | builtin) as $one | $one != null and ($one | is_in($policy.functions.pg_catalog)) then empty
    else refuse("the function '\($name | join("."))' is not allowed") end;

def check_type: (.names | names) as $name | ($name | builtin) as $one
  | if $one == null or ($one | is_in($policy.types) | not) then refuse("the type '\($name | join("."))' is not allowed")
    elif $one == "bpchar" and any(.typmods[]?; .A_Const.ival.ival // 0 | . > $policy.limits.padded)
    then refuse("char(n) fills up with blanks: take text") else empty end;

# Types that the grammar itself puts there: interval '1 day', int, bit.
def check_operator($name): if $name == null or ($name | names | length == 1 or (length == 2 and .[0] == "pg_catalog")) then empty
  else refuse("the operator '\($name | names | join("."))' is not PostgreSQL's own") end;

# An application's relation without its schema: nothing is found under that name until somebody puts the schema in front.
def is_unqualified($ctes): .schemaname == null and (.relname | startswith("pg_") or is_in($ctes) | not);

def check_relation($input; $ctes):
  .schemaname as $schema | .relname as $name
  | if $schema == null and ($name | is_in($ctes)) then empty
    elif $schema == null and ($input.extensions[$name] // null) != null
    then refuse("write '\($input.extensions[$name]).\($name)', with its schema")
    elif $schema != null and $input.extensions[$name] == $schema then empty
    elif $policy.relations[$schema // "pg_catalog"] as $known | $known == "*" or ($known != null and ($name | is_in($known))) then empty
    elif $input.purpose == "explain" and $schema != null and ($schema | startswith("pg_") or . == "information_schema" | not) then empty
    elif $input.purpose == "explain" and is_unqualified($ctes) then empty
    else refuse("the relation '\([$schema // empty, $name] | join("."))' is not allowed") end;

def check_node($input; $ctes; $in_from):
  .tag as $tag | .node
  | if $tag == "FuncCall" then . as $call | check_function(any($in_from[]; . == $call))
    elif $tag == "TypeName" then check_type
    elif $tag == "A_Expr" then check_operator(.name)
    elif $tag == "SubLink" then check_operator(.operName)
    elif $tag == "SortBy" then check_operator(.useOp)
    elif $tag == "CollateClause" then if .collname | names | builtin == null then refuse("the collation is not PostgreSQL's own") else empty end
    elif $tag == "RangeVar" then check_relation($input; $ctes)
    elif $tag == "SQLValueFunction" then if .op | is_in($policy.values) then empty else refuse("the names of users and schemas are not shown") end
    elif $tag == "ParamRef" then if $input.purpose == "explain" then empty else refuse("there are no parameters: write the value") end
    elif $tag == "CommonTableExpr" then
      if .ctename | startswith("pg_") then refuse("a name of your own cannot start with pg_")
      elif .ctematerialized == "CTEMaterializeNever" then refuse("NOT MATERIALIZED makes a plan of any size") else empty end
    elif $tag == "ResTarget" then
      if .name != null and (.name | test("^[a-z_][a-z0-9_]*$") | not) then refuse("a column's name is made of a to z, 0 to 9 and _") else empty end
    elif $tag == "A_Indirection" then
      if any(.indirection[]; .A_Indices == null) then refuse("(…).name and (…).* are not allowed: name the column of a relation") else empty end
    elif $tag == "ColumnRef" then
      if (.fields | length) > 1 and (column | (startswith("pg_") and . != "pg_version") or is_in($policy.attributes))
      then refuse("'\(column)' after a dot would call a function") else empty end
    else empty end;

def check:
  . as $input
  | (.tree | check_statement),
    ( [.tree.stmts[0].stmt.SelectStmt | nodes_as("SelectStmt")] as $all
      | [$all[] | select(.tag == "CommonTableExpr") | .node.ctename] as $ctes
      | [$all[] | select(.tag == "RangeFunction") | .node.functions[].List.items[0].FuncCall // empty] as $in_from
      | ($all[] | check_node($input; $ctes; $in_from)),
        ($all | check_size($input.purpose)),
        if $input.purpose == "run" then $all | check_columns else empty end,
        {
          parameters: ([$all[] | select(.tag == "ParamRef") | .node.number // 0] | max // 0),
          grows: any($all[]; .tag == "FuncCall" and (.node | is_collecting)),
          unqualified: [$all[] | select(.tag == "RangeVar") | .node | select(is_unqualified($ctes)) | {name: .relname, at: .location}]
        } );

# The error of a program that is wrong itself must not pass for permission, or for a verdict.
try last(check) catch if type == "string" and startswith("policy: ") then {refused: ltrimstr("policy: ")} else error end
