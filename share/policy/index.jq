# index.jq: what index does a CREATE INDEX statement ask for? Input: the tree as libpg_query prints it. Output: {index} in parts, from
# which the server's catalog makes the statement anew (context/query/index.sql), or {refused: "why"}. What is not known here is refused.
# index: {schema, table, method, unique, columns: [{name, opclass, descending, nulls}], include: [name], conditions: [{column, test, value}]}

def refuse($why): error("index: " + $why);
def only($known; $what): if keys_unsorted - $known == [] then . else refuse("\($what) has a part that is not allowed: \(keys_unsorted - $known | join(", "))") end;

# [{"String": {"sval": "a"}}] as "a".
def one_name: if length == 1 and (.[0] | keys == ["String"]) then .[0].String.sval // "" else refuse("a schema stands where none is allowed") end;
def column: if type == "object" and keys == ["ColumnRef"] and all(.ColumnRef.fields[]; keys == ["String"]) then .ColumnRef.fields | one_name
  else refuse("a condition may be about columns as they are only") end;
def constant: if type == "object" and keys == ["A_Const"] then .A_Const
    # The printer writes 0 and whole numbers below it alike.
    | if has("sval") then .sval.sval // "" elif has("ival") then .ival.ival // refuse("a condition with 0 or a whole number below it is not allowed") | tostring elif has("fval") then .fval.fval
      elif has("boolval") then .boolval.boolval // false | tostring else refuse("a condition may compare with a number, a string or a boolean only") end
  else refuse("a condition may compare with a constant only") end;

def swapped: {"<": ">", ">": "<", "<=": ">=", ">=": "<="}[.] // .;
def compared:
  if .kind != "AEXPR_OP" or has("lexpr") == false then refuse("a condition of this kind is not allowed") else . end
  | (.name | one_name) as $operator
  | if $operator | IN("=", "<>", "<", ">", "<=", ">=") | not then refuse("the operator \($operator) is not allowed") else . end
  | if .lexpr | has("A_Const") then {column: (.rexpr | column), test: ($operator | swapped), value: (.lexpr | constant)}
    else {column: (.lexpr | column), test: $operator, value: (.rexpr | constant)} end;

def conditions:
  if . == null then empty
  elif has("ColumnRef") then {column: column, test: "true"}
  elif has("NullTest") then .NullTest | {column: (.arg | column), test: (if .nulltesttype == "IS_NULL" then "null" else "not null" end)}
  elif has("BoolExpr") and .BoolExpr.boolop == "AND_EXPR" then .BoolExpr.args[] | conditions
  elif has("BoolExpr") and .BoolExpr.boolop == "NOT_EXPR" then {column: (.BoolExpr.args[0] | column), test: "false"}
  elif has("A_Expr") then .A_Expr | compared
  elif has("TypeCast") or has("FuncCall") then refuse("its condition would compute something")
  else refuse("a condition of this kind is not allowed") end;

def element:
  .IndexElem
  | if has("expr") then refuse("an index on an expression would compute something") else . end
  | only(["name", "opclass", "ordering", "nulls_ordering", "indexcolname"]; "a column")
  | { name, opclass: (if .opclass then .opclass | one_name else null end), descending: (.ordering == "SORTBY_DESC"),
      nulls: {SORTBY_NULLS_FIRST: "first", SORTBY_NULLS_LAST: "last"}[.nulls_ordering // ""] };

def index:
  if (.stmts | length) != 1 then refuse("it is not one statement") else .stmts[0].stmt end
  | if keys != ["IndexStmt"] then refuse("it is not CREATE INDEX") else .IndexStmt end
  # Where it is kept and how it is made changes no plan.
  | only(["idxname", "relation", "accessMethod", "tableSpace", "indexParams", "indexIncludingParams", "options", "whereClause", "unique", "concurrent", "if_not_exists", "nulls_not_distinct"]; "it")
  | (.relation |= only(["schemaname", "relname", "inh", "relpersistence", "location"]; "the table's name"))
  | { schema: .relation.schemaname, table: .relation.relname, method: .accessMethod, unique: (.unique == true),
      columns: [.indexParams[] | element], include: [.indexIncludingParams // [] | .[] | element.name], conditions: [.whereClause | conditions] }
  | if (.columns | length) > 32 or (.include | length) > 32 or (.conditions | length) > 8 then refuse("it has too many parts") else . end;

try {index: index} catch if type == "string" and startswith("index: ") then {refused: ltrimstr("index: ")} else error end
